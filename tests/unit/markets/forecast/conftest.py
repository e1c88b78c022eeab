"""Made-up prices with real habits: volatility that clusters and reverts, and now and then a jump."""

import numpy as np
import pytest

from taonet.markets.forecast.history import History, history_of
from taonet.markets.forecast.prices import Prices

NAMES = ("AAA", "BBB", "CCC", "DDD")
DAYS = 1_600


@pytest.fixture(scope="session")
def prices() -> Prices:
    rng = np.random.default_rng(5)
    level = np.array([0.008, 0.012, 0.018, 0.025])
    variance = level**2
    steps = np.empty((len(NAMES), DAYS - 1))
    for day in range(DAYS - 1):
        steps[:, day] = np.sqrt(variance) * rng.standard_t(6, len(NAMES)) * np.sqrt(4 / 6)
        variance = 0.12 * steps[:, day] ** 2 + 0.84 * variance + 0.04 * level**2
    closes = 50 * np.exp(np.concatenate([np.zeros((len(NAMES), 1)), np.cumsum(steps, axis=1)], axis=1))
    days = np.datetime_as_string(np.datetime64("2001-01-01") + np.arange(DAYS))
    return Prices(NAMES, [str(day) for day in days], closes)


@pytest.fixture(scope="session")
def history(prices: Prices) -> History:
    return history_of(prices)
