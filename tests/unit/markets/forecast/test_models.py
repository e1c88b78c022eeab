import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from taonet.markets.forecast.models import LARGEST_STEP, MODELS, forecast
from taonet.markets.forecast.models.garch import fit
from taonet.markets.forecast.models.har import MEAN_BLOCK, blocks, fit_har, har
from taonet.markets.forecast.models.volatility import ewma, filtered, latest_ewma, sample_volatility
from taonet.markets.forecast.prices import Prices


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=15)
@given(returns=arrays.arrays(np.float64, 70, elements=st.floats(-30, 30)), seed=st.integers(0, 9))
def test_a_forecaster_draws_usable_paths_from_any_past(name: str, returns: np.ndarray, seed: int) -> None:
    prices = np.exp(np.concatenate([[0.0], np.clip(np.cumsum(returns), -27, 27)]))

    paths = forecast(MODELS[name], prices, 12, 50, 1.0, np.random.default_rng(seed))

    assert paths.shape == (50, 13)
    assert np.all(np.isfinite(paths))
    assert np.all(paths > 0)
    assert np.all(paths[:, 0] == prices[-1])
    assert np.all(np.abs(np.diff(np.log(paths), axis=1)) <= LARGEST_STEP + 1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_chance_is_an_argument_and_scale_stretches_steps(name: str, prices: Prices) -> None:
    past = prices.closes[1, :512]

    def steps(scale: float, seed: int) -> np.ndarray:
        return np.diff(np.log(forecast(MODELS[name], past, 20, 100, scale, np.random.default_rng(seed))), axis=1)

    assert np.array_equal(steps(1.0, 1), steps(1.0, 1))
    assert not np.array_equal(steps(1.0, 1), steps(1.0, 2))
    assert np.allclose(steps(1.5, 1), 1.5 * steps(1.0, 1))
    assert len(np.unique(np.cumsum(steps(1.0, 1), axis=1).astype(np.float32), axis=0)) == 100


def test_a_filter_without_pull_is_the_exponential_average() -> None:
    returns = np.array([0.01, -0.03, 0.02])
    variance = [sample_volatility(returns) ** 2]
    for square in returns**2:
        variance.append(0.9 * variance[-1] + 0.1 * square)

    assert np.allclose(ewma(returns, 0.9), np.sqrt(variance))
    assert np.isclose(latest_ewma(returns, 0.9), np.sqrt(variance[-1]))


def test_a_price_that_stood_still_keeps_a_least_volatility() -> None:
    assert sample_volatility(np.zeros(100)) > 0
    assert np.all(filtered(np.zeros(100), 0.1, 0.8, 0.1) > 0)


@pytest.mark.parametrize(("news", "memory"), [(0.07, 0.90), (0.15, 0.70), (0.10, 0.85)])
def test_the_fit_of_garch_finds_what_a_past_was_made_with(news: float, memory: float) -> None:
    variance, steps = 1e-4, []
    for shock in np.random.default_rng(8).standard_normal(4_000):
        steps.append(float(np.sqrt(variance)) * shock)
        variance = news * steps[-1] ** 2 + memory * variance + (1 - news - memory) * 1e-4

    assert fit(np.array(steps)) == (news, memory)


def test_blocks_are_runs_of_days_of_the_stated_mean_length() -> None:
    drawn = blocks(500, 200, 100, np.random.default_rng(4))
    goes_on = np.diff(drawn, axis=1) % 500 == 1

    assert drawn.min() >= 0
    assert drawn.max() < 500
    assert abs(goes_on.mean() - (1 - 1 / MEAN_BLOCK)) < 0.02


def test_har_expects_more_after_wild_days_than_after_calm_ones(prices: Prices) -> None:
    returns, rng = prices.returns[1, :500], np.random.default_rng(6)
    wild, calm = (np.concatenate([returns[:-5], returns[-5:] * factor]) for factor in (4.0, 0.2))

    assert har(wild, 20, 400, rng).std() > 1.3 * har(calm, 20, 400, rng).std()


def test_the_recipe_of_har_finds_the_volatility_of_still_prices() -> None:
    rng = np.random.default_rng(7)
    coefficients, corrections = fit_har([rng.standard_normal(3_000) * level for level in (0.005, 0.01, 0.02, 0.04)])

    assert np.allclose(coefficients[1:].sum(axis=0), 1.0, atol=0.05)  # as volatile as before, whatever the level
    assert np.all((corrections > 0.95) & (corrections < 1.15))
