"""The forecast market's miners of the demo and the measure of their quality, on made-up prices."""

import asyncio
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from taonet.demo.casts import forecast as casting
from taonet.demo.casts.forecast import cast, skill
from taonet.demo.miners import forecast as acting
from taonet.demo.miners.forecast import Behaviour, MinerOptions, copycat, every_second_late, nonsense
from taonet.markets import forecast
from taonet.markets.forecast import answer_with
from taonet.markets.forecast.form import read_paths
from taonet.markets.forecast.history import History, history_of
from taonet.markets.forecast.prices import Prices
from taonet.markets.forecast.protocol import ForecastAnswer, ForecastTask
from taonet.markets.forecast.tasks import Shape, draw_task
from taonet.neuron.market import CannotAnswer, Exchange, Miner, Reply, Round
from taonet.testing.neurons import play

SHAPE = Shape(series=4, paths=60, futures=8)


@pytest.fixture(scope="module")
def prices() -> Prices:
    rng = np.random.default_rng(5)
    levels = np.array([[0.004], [0.008], [0.02], [0.04]])
    steps = rng.standard_normal((4, 1_200)) * levels
    closes = 50 * np.exp(np.cumsum(steps - steps.mean(axis=1, keepdims=True), axis=1))
    days = np.datetime_as_string(np.datetime64("2001-01-01") + np.arange(1_200))
    return Prices(("A", "B", "C", "D"), [str(day) for day in days], closes)


@pytest.fixture(scope="module")
def history(prices: Prices) -> History:
    return history_of(prices)


def _task(prices: Prices, number: int, name: str = "5me") -> ForecastTask:
    return draw_task(prices, "beacon", SHAPE, number, name, bytes(32))


def _rounds(prices: Prices, options: forecast.MinerOptions, count: int) -> Sequence[Round]:
    rng = np.random.default_rng(1)
    rows = [(number, _task(prices, number)) for number in range(count)]
    answered = [
        Exchange(number, Miner(1, "5me", ""), task, Reply(answer_with(options, task, rng), 0.1))
        for number, task in rows
    ]
    return [Round(exchange.number, bytes(32), [exchange]) for exchange in answered]


def test_quality_is_measured_from_the_answers(
    prices: Prices, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casting, "_history", lambda: history)
    good, wide, wider = (
        skill(_rounds(prices, forecast.MinerOptions(model="walk", scale=scale), 6)) for scale in (1.0, 1.5, 2.5)
    )

    assert good > wide > wider >= casting.WORST


def test_answers_that_are_none_have_the_worst_quality(
    prices: Prices, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casting, "_history", lambda: history)
    exchange = Exchange(1, Miner(1, "5me", ""), _task(prices, 1), Reply(ForecastAnswer("x", [b"1234"]), 0.1))

    assert skill([Round(1, bytes(32), [exchange])]) == casting.WORST


def test_what_is_told_of_an_answer_fits_a_line(prices: Prices) -> None:
    task = _task(prices, 1)
    answer = answer_with(forecast.MinerOptions(), task, np.random.default_rng(1))

    assert re.fullmatch(
        rf"har: {task.series[0].asset} [▁-█]{{8}} -\d.*nine times out of ten", cast.answer(task, answer)
    )
    assert "bytes of paths" in cast.answer(task, ForecastAnswer("x", [b"1234"] * 4))
    assert "\n" not in cast.question(task)


def test_a_copy_is_of_good_form_and_of_another_task(prices: Prices, tmp_path: Path) -> None:
    theirs, own = _task(prices, 1, "5other"), _task(prices, 1)
    answer = copycat(tmp_path, "me")

    with pytest.raises(CannotAnswer, match="nothing to copy yet"):
        asyncio.run(answer(own, "5caller"))
    left = answer_with(forecast.MinerOptions(), theirs, np.random.default_rng(1))
    (tmp_path / "other.json").write_bytes(msgspec.json.encode(left))
    copy = asyncio.run(answer(own, "5caller"))

    assert not isinstance(read_paths(own, copy), str)
    for one, other in zip(read_paths(own, copy), read_paths(theirs, left), strict=True):
        assert np.allclose(one / one[:, :1], other / other[:, :1], rtol=1e-5)  # type: ignore[index]


def test_a_copy_of_another_shape_is_no_answer(prices: Prices, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_bytes(msgspec.json.encode(ForecastAnswer("x", [b"1234"])))

    with pytest.raises(CannotAnswer, match="cannot copy"):
        asyncio.run(copycat(tmp_path, "me")(_task(prices, 1), "5caller"))


def test_nonsense_is_of_good_form(prices: Prices) -> None:
    task = _task(prices, 1)

    assert not isinstance(read_paths(task, asyncio.run(nonsense(np.random.default_rng(1))(task, "5caller"))), str)


def test_the_slow_one_is_late_every_second_time(prices: Prices) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async def inner(task: ForecastTask, caller: str) -> ForecastAnswer:
        return ForecastAnswer(caller, [bytes(len(task.series))])

    async def scene() -> None:
        answer = every_second_late(inner, 8.0, sleep)
        for _ in range(5):
            await answer(_task(prices, 1), "5caller")

    asyncio.run(scene())

    assert waits == [8.0, 8.0]


def test_options_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="--share-dir"):
        MinerOptions(behaviour=Behaviour.COPYCAT)
    with pytest.raises(ValueError, match="is not one of"):
        MinerOptions(model="oracle")


def test_pay_follows_skill_and_cheats_get_next_to_nothing(
    prices: Prices, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "load_past", lambda: (prices, history))
    with tempfile.TemporaryDirectory() as shared:
        chosen = {
            part.name: part.options(Path(shared)) for part in cast.miners if part.kind in ("honest", "copier", "random")
        }
        played = play(acting.market, chosen, rounds=8, options=cast.judging)
    honest = [played.weights[part.name] for part in cast.miners if part.kind == "honest"]

    assert played.weights["walk"] > played.weights["wider"]
    assert max(played.weights.get(name, 0) for name in ("copycat", "nonsense")) < 0.05 * sum(honest) / len(honest)
