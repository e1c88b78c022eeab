import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.markets.forecast.arrays import from_bytes, to_bytes
from taonet.markets.forecast.copies import originals
from taonet.markets.forecast.history import History
from taonet.markets.forecast.models import MODELS, forecast
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import ForecastTask
from taonet.markets.forecast.scoring import (
    DEFAULT_RULES,
    cap_of,
    copies_of,
    losses_of,
    score_of,
    skill_of,
    verdicts_of,
)
from taonet.markets.forecast.tasks import Shape, draw_task, drawn_outcomes
from taonet.neuron.market import Verdict

SECRET, BEACON = bytes(32), b"b" * 32


@pytest.fixture(scope="module")
def task(prices: Prices) -> ForecastTask:
    return draw_task(prices, "beacon", Shape(series=4, futures=64), 3, "5me", SECRET)


@pytest.fixture(scope="module")
def outcomes(history: History, task: ForecastTask) -> list[np.ndarray]:
    return drawn_outcomes(history, task, BEACON)


def _paths(task: ForecastTask, model: str, scale: float = 1.0, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    known = [from_bytes(series.prices) for series in task.series]
    made = [forecast(MODELS[model], prices, task.horizon, task.paths, scale, rng) for prices in known]
    return [from_bytes(to_bytes(one)).reshape(one.shape) for one in made]


def _judge(task: ForecastTask, outcomes: list[np.ndarray], *answers: list[np.ndarray] | str) -> list[Verdict]:
    measured = [one if isinstance(one, str) else losses_of(task, outcomes, one) for one in answers]
    return verdicts_of(DEFAULT_RULES, measured)


def test_the_miscalibrated_lose_to_the_calibrated(task: ForecastTask, outcomes: list[np.ndarray]) -> None:
    good, wide, wider, narrow = _judge(
        task, outcomes, *(_paths(task, "walk", scale, i) for i, scale in enumerate((1.0, 1.5, 2.5, 0.3)))
    )

    assert good.score > wide.score > wider.score
    assert good.score > narrow.score
    assert good.reason.startswith("skill ")


def test_missing_and_malformed_answers_get_the_worst(task: ForecastTask, outcomes: list[np.ndarray]) -> None:
    answered, missing = _judge(task, outcomes, _paths(task, "har"), "timed out")

    assert answered.score > 0
    assert missing == Verdict(0.0, "timed out")


def test_nothing_at_all_is_judged_too(task: ForecastTask, outcomes: list[np.ndarray]) -> None:
    assert _judge(task, outcomes, "offline", "offline") == [Verdict(0.0, "offline")] * 2


def test_random_paths_are_worth_nothing(task: ForecastTask, outcomes: list[np.ndarray]) -> None:
    rng = np.random.default_rng(1)
    made_up = [paths[:, :1] * np.exp(rng.normal(0, 0.2, paths.shape)) for paths in _paths(task, "walk")]
    honest, random = _judge(task, outcomes, _paths(task, "walk"), made_up)

    assert random.score < 0.01 * honest.score


def test_one_price_gone_wild_costs_no_more_than_the_cap(task: ForecastTask, outcomes: list[np.ndarray]) -> None:
    honest = [losses_of(task, outcomes, _paths(task, "walk", seed=i)) for i in range(9)]
    wild = _paths(task, "walk")
    wild[0] = wild[0][:, :1] * np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.3, wild[0].shape), axis=1))
    losses = losses_of(task, outcomes, wild)
    cap = cap_of(DEFAULT_RULES, [*honest, losses])

    assert cap == DEFAULT_RULES.least_cap
    assert skill_of(losses, cap) > skill_of(losses) + 0.5
    assert all(skill_of(one, cap) == skill_of(one) for one in honest)


@pytest.mark.parametrize("how", ["the same", "another order", "noise", "stretched", "mirrored"])
def test_a_copy_in_disguise_is_seen_through(task: ForecastTask, how: str) -> None:
    rng = np.random.default_rng(3)

    def disguised(paths: np.ndarray) -> np.ndarray:
        steps = np.diff(np.log(paths), axis=1)
        steps = {
            "the same": steps,
            "another order": rng.permutation(steps),
            "noise": steps + rng.normal(0, 0.3 * steps.std(), steps.shape),
            "stretched": steps * 1.1,
            "mirrored": -steps,
        }[how]
        return paths[:, :1] * np.exp(np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1))

    original = _paths(task, "har")[0]

    assert copies_of([(0.9, disguised(original)), (0.3, original)]) == [True, False]
    assert copies_of([(0.2, disguised(original)), (0.3, original)]) == [False, True]  # only the earliest counts


@pytest.mark.parametrize("model", MODELS)
def test_two_miners_with_the_same_model_are_no_copies(model: str, task: ForecastTask) -> None:
    for price in range(len(task.series)):
        assert originals([_paths(task, model, seed=i)[price] for i in range(4)]) == [None] * 4


@given(one=st.floats(-50, 1), other=st.floats(-50, 1))
def test_more_skill_is_never_worth_less(one: float, other: float) -> None:
    worse, better = sorted((one, other))

    assert 0 <= score_of(DEFAULT_RULES, worse) <= score_of(DEFAULT_RULES, better) <= 1
