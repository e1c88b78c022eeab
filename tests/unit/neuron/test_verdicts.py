"""A market's own functions, broken in every way that one can think of: what they cost, and what the log says."""

import asyncio
import math
from typing import Any

import msgspec
import numpy as np
import pytest
from tests.unit.neuron.conftest import ECHO, EchoAnswer, EchoTask

from taonet.neuron.market import Exam, Exchange, Market, Miner, Round, Verdict, ready
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator
from taonet.neuron.verdicts import JudgeFault, checked
from taonet.testing.neurons import Lab, Played, dev_key, play

MINER = Miner(7, "5Hotkey", "127.0.0.2:1")
ASKED = [Exchange(number, MINER, EchoTask("a"), None, "silent") for number in range(2)]
GOOD = Verdict(1.0, "right")


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ([], "0 verdicts for 2 exchanges"),
        ([GOOD], "1 verdicts for 2 exchanges"),
        ([GOOD] * 3, "3 verdicts for 2 exchanges"),
        (None, "returned a NoneType"),
        ({0: GOOD, 1: GOOD}, "returned a dict"),
        ((one for one in [GOOD, GOOD]), "returned a generator"),
        ("ab", "returned a str"),
    ],
)
def test_a_judge_owes_one_verdict_for_each_exchange(returned: Any, words: str) -> None:
    with pytest.raises(JudgeFault, match=words):
        checked(ASKED, returned, Lab().log)


@pytest.mark.parametrize(
    "bad",
    [
        Verdict(math.nan, ""), Verdict(math.inf, ""), Verdict(-math.inf, ""), Verdict(2.0, ""), Verdict(-5.0, ""),
        Verdict(np.float32("nan"), ""), Verdict("high", ""), Verdict(None, ""), Verdict(10**400, ""), Verdict(1j, ""),
        None, 1.0, (1.0, "right"), {"score": 1.0},
    ],
    ids=repr,
)  # fmt: skip
def test_what_is_no_verdict_counts_as_zero_and_names_the_miner(bad: Any) -> None:
    lab = Lab()

    first, second = checked(ASKED, [bad, GOOD], lab.log)

    assert (first.score, first.cheated) == (0.0, False)
    assert second == GOOD
    (fault,) = lab.of("bad verdict")
    assert (fault["uid"], fault["hotkey"], fault["number"]) == (7, "5Hotkey", 0)


@pytest.mark.parametrize("score", [0, 1, 0.25, True, np.float32(0.5), np.float64(1)])
def test_any_number_from_zero_to_one_is_a_score(score: Any) -> None:
    (verdict, _) = checked(ASKED, [Verdict(score, "fine"), GOOD], Lab().log)

    assert type(verdict.score) is float
    assert verdict.score == float(score)


def _draw(number: int, miner: Miner, secret: bytes) -> EchoTask:
    return EchoTask(f"{number} for {miner.uid}")


async def _right(asked: Round[Any, Any]) -> Any:
    return [Verdict(float(one.reply is not None), one.failure or "right") for one in asked.exchanges]


async def _echo(task: EchoTask, caller: str) -> EchoAnswer:
    return EchoAnswer(task.text)


def _market(draw: Any = _draw, judge: Any = _right) -> Market[Any, Any]:
    return Market(ECHO, miner=ready(_echo), validator=ready(Exam(draw, judge)))


def test_a_nan_score_reaches_no_average_no_weight_and_no_file(tmp_path: Any) -> None:
    async def judge(asked: Round[Any, Any]) -> Any:
        return [Verdict(math.nan if one.miner.hotkey == bad else 1.0, "") for one in asked.exchanges]

    bad = dev_key("one").ss58_address
    played = play(_market(judge=judge), {"one": None, "two": None}, rounds=2)

    assert played.weights == {"two": 1.0}
    assert played.averages == {"one": 0.0, "two": pytest.approx(0.36)}
    assert {fault["hotkey"] for fault in played.lab.of("bad verdict")} == {bad}


def _with_a_bad_first_round(judge: Any) -> Played:
    async def first_bad(asked: Round[Any, Any]) -> Any:
        return await (judge(asked) if asked.number == 0 else _right(asked))

    return play(_market(judge=first_bad), {"one": None, "two": None}, rounds=3)


async def _raises(asked: Round[Any, Any]) -> Any:
    raise ZeroDivisionError("by me")


async def _too_few(asked: Round[Any, Any]) -> Any:
    return [GOOD]


async def _too_many(asked: Round[Any, Any]) -> Any:
    return [GOOD] * 5


async def _wrong_type(asked: Round[Any, Any]) -> Any:
    return 0.5


def _not_async(asked: Round[Any, Any]) -> Any:
    return [GOOD, GOOD]


@pytest.mark.parametrize(
    ("judge", "words"),
    [
        (_raises, "the judge raised ZeroDivisionError over 2 exchanges: by me"),
        (_too_few, "the judge returned 1 verdicts for 2 exchanges"),
        (_too_many, "the judge returned 5 verdicts for 2 exchanges"),
        (_wrong_type, "the judge returned a float, not a list of verdicts"),
        (_not_async, "the judge raised TypeError over 2 exchanges"),
    ],
)
def test_a_judge_that_fails_costs_its_round_and_nothing_else(judge: Any, words: str) -> None:
    played = _with_a_bad_first_round(judge)

    (failed,) = played.lab.of("judge failed")
    assert words in str(failed["error"])
    assert failed["protocol"] == "echo/1"
    assert played.averages == {"one": pytest.approx(0.36), "two": pytest.approx(0.36)}
    assert played.weights == {"one": 0.5, "two": 0.5}


def test_a_judge_that_never_ends_costs_its_round() -> None:
    lab, validator = Lab(), dev_key("validator")
    lab.register(validator, validator=True)

    async def judge(asked: Round[Any, Any]) -> Any:
        await asyncio.Event().wait()

    settings = ValidatorSettings(rounds=2, round_seconds=0, judge_seconds=0.1)
    asyncio.run(run_validator(lab.chain(validator), _market(judge=judge), settings))

    assert [fault["error"] for fault in lab.of("judge failed")] == [
        "the judge took longer than 0.1 s for 0 exchanges"
    ] * 2


class Other(msgspec.Struct, frozen=True):
    text: str = "a"


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (KeyError("no book"), "KeyError: 'no book'"),
        (EchoTask("x" * 3_000), "it cannot be sent: the message has 3011 bytes; the limit is 2000"),
        (EchoTask(None), "it cannot be sent: not a EchoTask"),  # type: ignore[arg-type]
        (Other(), "it cannot be sent: it is a Other, not a EchoTask"),
        (None, "it cannot be sent: it is a NoneType, not a EchoTask"),
    ],
)
def test_a_task_that_cannot_be_drawn_costs_its_miner_nothing_and_others_go_on(drawn: Any, words: str) -> None:
    unlucky = dev_key("one").ss58_address

    def draw(number: int, miner: Miner, secret: bytes) -> EchoTask:
        if miner.hotkey != unlucky or number == 0:
            return _draw(number, miner, secret)
        if isinstance(drawn, Exception):
            raise drawn
        return drawn

    played = play(_market(draw=draw), {"one": None, "two": None}, rounds=2)

    (failed,) = played.lab.of("draw failed")
    assert words in str(failed["error"])
    assert (failed["hotkey"], failed["number"]) == (unlucky, 1)
    assert played.averages == {"one": pytest.approx(0.2), "two": pytest.approx(0.36)}
    assert played.reasons == {"one": ["right"], "two": ["right", "right"]}
