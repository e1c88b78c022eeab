"""The tables of docs/forecast-market.md as tests: need the prices in the cache, and a minute."""

import numpy as np
import pytest

from taonet.markets.forecast import load_past
from taonet.markets.forecast.form import known_prices
from taonet.markets.forecast.history import History
from taonet.markets.forecast.judging import outcomes_of
from taonet.markets.forecast.losses import coverage, places
from taonet.markets.forecast.models import MODELS, forecast
from taonet.markets.forecast.models.har import COEFFICIENTS, CORRECTIONS, fit_har
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import Mode
from taonet.markets.forecast.scoring import losses_of, skill_of
from taonet.markets.forecast.tasks import Shape, draw_task
from taonet.markets.packaged import PackagedFileError
from taonet.neuron.market import Round

pytestmark = pytest.mark.slow
TASKS = 60
SCALES = {"har": 1.0, "garch": 1.0, "bootstrap": 1.0, "walk": 1.3}


@pytest.fixture(scope="module")
def past() -> tuple[Prices, History]:
    try:
        return load_past()
    except PackagedFileError as error:
        pytest.skip(str(error))


def test_the_coefficients_of_har_are_those_of_its_recipe(past: tuple[Prices, History]) -> None:
    prices, _ = past
    until = next(place for place, day in enumerate(prices.days) if day >= "2010")
    coefficients, corrections = fit_har([row[:until] for row in prices.returns])

    assert np.allclose(coefficients, COEFFICIENTS, atol=1e-4)
    assert np.allclose(corrections, CORRECTIONS, atol=1e-4)


@pytest.mark.parametrize(("mode", "futures"), [("beacon", 32), ("replay", 1)])
def test_forecasters_rank_on_drawn_outcomes_as_on_real_ones(
    past: tuple[Prices, History], mode: Mode, futures: int
) -> None:
    prices, _ = past
    rng = np.random.default_rng(3)
    skills: dict[str, list[float]] = {name: [] for name in SCALES}
    fallen: list[np.ndarray] = []
    for number in range(TASKS):
        task = draw_task(prices, mode, Shape(futures=futures), number, "5me", b"z" * 32)
        outcomes = outcomes_of(lambda: past, task, Round(number, b"", [], beacon=number.to_bytes(32, "little")))
        answers = [
            [forecast(MODELS[name], known, task.horizon, task.paths, scale, rng) for known in known_prices(task)]
            for name, scale in SCALES.items()
        ]
        for name, paths in zip(SCALES, answers, strict=True):
            skills[name].append(skill_of(losses_of(task, outcomes, paths)))
        fallen += [places(paths, future, [1]).ravel() for paths, future in zip(answers[0], outcomes, strict=True)]
    means = {name: float(np.mean(values)) for name, values in skills.items()}

    assert means["har"] > means["bootstrap"] > means["walk"]
    assert means["har"] > means["garch"] > means["walk"]
    assert 0.01 < means["har"] < 0.04
    assert -0.09 < means["walk"] < -0.03
    assert 0.46 < coverage(np.concatenate(fallen), 0.5) < 0.58
    assert 0.87 < coverage(np.concatenate(fallen), 0.9) < 0.93
