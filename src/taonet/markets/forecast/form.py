"""What is wrong with a task or an answer before anybody computes with it, and the arrays in them if nothing is."""

from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import BYTES_PER_NUMBER, Doubles, from_bytes
from taonet.markets.forecast.protocol import MOST_NUMBERS, ForecastAnswer, ForecastTask

START_TOLERANCE: Final = 1e-3
"""By what share a path may begin beside the last known price."""
FURTHEST: Final = 1e3
"""How many times more, or less, than the last known price a path may say."""
SMALLEST: Final = 1e-12
LARGEST: Final = 1e12
"""Known prices lie between these, whatever their unit."""


def task_fault(task: ForecastTask) -> str | None:
    """Return why nobody could do a task, or None."""
    if max(task.increments) > task.horizon:
        return f"an increment of {max(task.increments)} steps does not fit into {task.horizon}"
    if numbers_of(task) > MOST_NUMBERS:
        return f"the answer would hold {numbers_of(task)} numbers; the limit is {MOST_NUMBERS}"
    for series in task.series:
        if len(series.prices) % BYTES_PER_NUMBER:
            return f"the prices of {series.asset} are no whole number of float32"
        prices = from_bytes(series.prices)
        if not bool(np.all((prices >= SMALLEST) & (prices <= LARGEST))):  # NaN is neither
            return f"the prices of {series.asset} must be finite, and from {SMALLEST:g} to {LARGEST:g}"
    return None


def numbers_of(task: ForecastTask) -> int:
    """Return how many numbers an answer to a task holds."""
    return len(task.series) * task.paths * (task.horizon + 1)


def known_prices(task: ForecastTask) -> list[Doubles]:
    """Return the known prices of each series."""
    return [from_bytes(series.prices) for series in task.series]


def read_paths(task: ForecastTask, answer: ForecastAnswer) -> list[Doubles] | str:
    """Return an answer's paths, (paths, horizon + 1) for each series; a string is what is wrong with it."""
    if len(answer.paths) != len(task.series):
        return f"{len(answer.paths)} ensembles for {len(task.series)} prices"
    read: list[Doubles] = []
    for series, last, data in zip(
        task.series, (prices[-1] for prices in known_prices(task)), answer.paths, strict=True
    ):
        expected = task.paths * (task.horizon + 1) * BYTES_PER_NUMBER
        if len(data) != expected:
            return f"{series.asset}: {len(data)} bytes of paths, not {expected}"
        paths = from_bytes(data).reshape(task.paths, task.horizon + 1)
        fault = _paths_fault(paths, float(last))
        if fault is not None:
            return f"{series.asset}: {fault}"
        read.append(paths)
    return read


def _paths_fault(paths: Doubles, last: float) -> str | None:
    if not bool(np.all(np.isfinite(paths))):
        return "a price is not finite"
    if not bool(np.all(paths > 0)):
        return "a price is not above zero"
    if not bool(np.all((paths >= last / FURTHEST) & (paths <= last * FURTHEST))):
        return f"a price is more than {FURTHEST:g} times away from the last known one"
    if not bool(np.all(np.abs(paths[:, 0] - last) <= START_TOLERANCE * last)):
        return "a path does not begin at the last known price"
    if len(np.unique(paths, axis=0)) != len(paths):
        return "two paths are the same"
    return None
