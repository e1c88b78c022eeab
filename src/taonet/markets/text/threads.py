"""How many cores a neuron's arithmetic may use.

Several miners share a machine: each with one thread of BLAS is faster for all
than each with every core.
"""

import importlib

from threadpoolctl import threadpool_limits


def limit_threads(count: int) -> None:
    """Let the loaded BLAS libraries of this process use at most `count` threads."""
    importlib.import_module("numpy")  # only a loaded library can be limited
    threadpool_limits(count)
