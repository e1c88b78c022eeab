"""CRPS of an ensemble, and its place in calibration. Pure: arrays in, arrays out.

The continuous ranked probability score of an ensemble x against an outcome y is

    mean |x_i - y|  -  1/2 mean |x_i - x_j|

It is the mean absolute error of a forecast that knows how unsure it is: no forecaster gains by saying
what it does not believe. Both means come from the sorted ensemble and its running sums, so that an ensemble is sorted
once and judged against any number of outcomes.
"""

import math

import numpy as np
from numpy.typing import NDArray

from taonet.markets.forecast.arrays import Doubles


def crps(ensembles: Doubles, outcomes: Doubles) -> Doubles:
    """Return the CRPS of each ensemble against each of its outcomes.

    `ensembles` is (columns, members), `outcomes` (columns, futures); the result has the shape of `outcomes`.
    """
    ordered = np.sort(ensembles, axis=1)
    count = ordered.shape[1]
    sums = np.concatenate([np.zeros((len(ordered), 1)), np.cumsum(ordered, axis=1)], axis=1)
    below = ranks(ordered, outcomes)
    lower = np.take_along_axis(sums, below, axis=1)
    # sum of |x_i - y|: those below y count y - x, those above x - y.
    error = outcomes * (2 * below - count) + sums[:, -1:] - 2 * lower
    balance: Doubles = 2.0 * np.arange(count, dtype=np.float64) - count + 1
    spread: Doubles = np.matmul(ordered, balance)
    return error / count - spread[:, None] / count**2


def ranks(ordered: Doubles, outcomes: Doubles) -> NDArray[np.intp]:
    """Return how many members of each sorted ensemble lie below each of its outcomes."""
    found = np.empty(outcomes.shape, np.intp)
    for column, (row, values) in enumerate(zip(ordered, outcomes, strict=True)):
        found[column] = np.searchsorted(row, values)
    return found


def pit(ensembles: Doubles, outcomes: Doubles) -> Doubles:
    """Return the share of each ensemble that lies below each outcome: uniform from 0 to 1 if it is calibrated."""
    below = ranks(np.sort(ensembles, axis=1), outcomes)
    return (below + 0.5) / (ensembles.shape[1] + 1)


def gaussian_crps(outcomes: Doubles, deviation: float) -> Doubles:
    """Return the CRPS of a Gaussian around zero against outcomes."""
    z = outcomes / deviation
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    below = 0.5 * (1 + _erf(z / math.sqrt(2)))
    return deviation * (z * (2 * below - 1) + 2 * density - 1 / math.sqrt(math.pi))


def _erf(values: Doubles) -> Doubles:
    """Return the error function to within 1.5e-7 (Abramowitz and Stegun, 7.1.26)."""
    t = 1 / (1 + 0.3275911 * np.abs(values))
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.sign(values) * (1 - series * np.exp(-(values**2)))
