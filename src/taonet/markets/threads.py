"""How many threads arithmetic may use in this process."""

import importlib

from threadpoolctl import threadpool_limits


def limit_threads(count: int) -> None:
    """Let BLAS use at most `count` threads: with one each, neurons that share a machine are all faster."""
    importlib.import_module("numpy")  # only a loaded library can be limited
    threadpool_limits(count)
