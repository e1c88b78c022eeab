"""The forecast market whole, in process: real messages, made-up prices and chain."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.markets import forecast
from taonet.markets.forecast import MinerOptions, ValidatorOptions, answer_with, examine, market, mine
from taonet.markets.forecast.history import History
from taonet.markets.forecast.judging import judge_round
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import ForecastAnswer, ForecastTask
from taonet.markets.forecast.scoring import DEFAULT_RULES
from taonet.markets.forecast.tasks import Shape, draw_task
from taonet.markets.packaged import FileMissing
from taonet.neuron.market import BadTask, Context, Exchange, Miner, Reply, Round
from taonet.testing.neurons import play


@pytest.fixture
def past(prices: Prices, history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "load_past", lambda: (prices, history))


def _answered(task: ForecastTask, uid: int, answer: ForecastAnswer, seconds: float = 0.5) -> Exchange:
    return Exchange(1, Miner(uid, f"5{uid}", ""), task, Reply(answer, seconds))


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("mode", ["beacon", "replay"])
def test_better_forecasters_earn_more(mode: str) -> None:
    played = play(
        market,
        {"calibrated": MinerOptions(model="ewma"), "wide": MinerOptions(model="ewma", scale=2.5)},
        rounds=4,
        options=ValidatorOptions(mode=mode, futures=8),  # type: ignore[arg-type]
    )

    assert played.weights["calibrated"] > played.weights.get("wide", 0)
    assert all("skill" in reason for reason in played.reasons["calibrated"])


@pytest.mark.usefixtures("past")
def test_each_miner_gets_its_own_prices_and_the_log_says_which() -> None:
    played = play(market, {"one": None, "two": None})
    first, second = played.lab.of("judged")[:2]

    assert first["question"] != second["question"]
    assert str(first["question"]).startswith("20 days after ")
    assert first["answer"] == "har"


def test_of_two_answers_to_one_task_the_copy_is_worth_nothing(prices: Prices, history: History) -> None:
    task = draw_task(prices, "beacon", Shape(series=3), 1, "5me", bytes(32))
    own, other = (answer_with(MinerOptions(), task, np.random.default_rng(seed)) for seed in (1, 2))
    rows = [_answered(task, 0, own, 0.9), _answered(task, 1, own, 0.3), _answered(task, 2, other, 0.5)]

    copy, first, honest = judge_round(DEFAULT_RULES, lambda: (prices, history), Round(1, bytes(32), rows, 9, b"x" * 32))

    assert first.score > 0
    assert honest.score > 0
    assert (copy.score, copy.cheated) == (0, False)  # who was first is not proven, only likely
    assert "came earlier" in copy.reason


def test_judging_is_a_function_of_the_round(prices: Prices, history: History) -> None:
    task = draw_task(prices, "beacon", Shape(series=3), 1, "5me", bytes(32))
    rng = np.random.default_rng(1)
    answers = [_answered(task, i, answer_with(MinerOptions(model=m), task, rng)) for i, m in enumerate(("har", "walk"))]
    asked = Round(1, bytes(32), [*answers, Exchange(1, Miner(2, "5c", ""), task, None, "timed out")], 9, b"x" * 32)

    verdicts = judge_round(DEFAULT_RULES, lambda: (prices, history), asked)

    assert verdicts == judge_round(DEFAULT_RULES, lambda: (prices, history), asked)
    assert [verdict.score > 0 for verdict in verdicts] == [True, True, False]
    assert verdicts[2].reason == "timed out"


@settings(max_examples=60)
@given(paths=st.lists(st.binary(max_size=300), min_size=1, max_size=4), fill=st.binary(min_size=4, max_size=4))
def test_no_answer_breaks_the_judge_or_harms_another(
    prices: Prices, history: History, paths: list[bytes], fill: bytes
) -> None:
    task = draw_task(prices, "beacon", Shape(series=2, paths=50, futures=2), 1, "5me", bytes(32))
    good = answer_with(MinerOptions(), task, np.random.default_rng(2))
    hostile = [ForecastAnswer("x", paths), ForecastAnswer("x", [fill * (50 * 21)] * 2)]
    alone = judge_round(
        DEFAULT_RULES, lambda: (prices, history), Round(1, bytes(32), [_answered(task, 0, good)], 9, b"x" * 32)
    )
    both = judge_round(
        DEFAULT_RULES,
        lambda: (prices, history),
        Round(1, bytes(32), [_answered(task, i, one) for i, one in enumerate([good, *hostile])], 9, b"x" * 32),
    )

    assert both[0] == alone[0]
    assert [verdict.score for verdict in both[1:]] == [0, 0]


def test_a_miner_refuses_a_task_that_nobody_could_do(prices: Prices) -> None:
    task = draw_task(prices, "beacon", Shape(horizon=8), 1, "5me", bytes(32))
    impossible = ForecastTask("beacon", task.series, 8, 200, [9])

    async def scene() -> None:
        async with mine(Context(MinerOptions())) as answer:
            assert len((await answer(task, "5caller")).paths) == 12
            with pytest.raises(BadTask, match="does not fit"):
                await answer(impossible, "5caller")

    asyncio.run(scene())


def test_an_unknown_forecaster_is_a_wrong_command_line() -> None:
    with pytest.raises(ValueError, match="is not one of har, fhs"):
        MinerOptions(model="oracle")


def test_missing_prices_name_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAONET_CACHE", str(tmp_path))
    forecast.load_past.cache_clear()

    async def scene() -> None:
        async with examine(Context(ValidatorOptions())):
            pass

    with pytest.raises(FileMissing, match="taonet models pull us-stocks"):
        asyncio.run(scene())
