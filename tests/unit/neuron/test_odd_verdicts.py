"""What a judge says is recorded whatever it is: no reason of an author breaks a record, a log or an average."""

import asyncio
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from examples.sum_market import Sum, Task, draw, market

from taonet.neuron.market import Exam, Market, Round, Verdict, ready
from taonet.neuron.messages import MOST_TEXT, plain
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.record import exchanges, opened_for_reading
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator
from taonet.testing.neurons import Lab, dev_key


class Awkward:
    """A value that cannot be asked what it is worth."""

    def __bool__(self) -> bool:
        raise ValueError("ambiguous")

    def __float__(self) -> float:
        raise RuntimeError("no number")

    def __repr__(self) -> str:
        raise RuntimeError("no name")


ODD: dict[str, tuple[Any, str, float]] = {
    "a long reason": (Verdict(0.5, "x" * 10**6), "x" * (MOST_TEXT - 1) + "…", 0.5),
    "half a character": (Verdict(0.5, "a\ud800b"), "a?b", 0.5),
    "a zero": (Verdict(0.5, "a\0b"), "a�b", 0.5),
    "no text": (Verdict(0.5, Awkward()), "no valid verdict: reason is a Awkward, not a str", 0.0),  # type: ignore[arg-type]
    "no yes or no": (Verdict(0.5, "a", cheated=Awkward()), "no valid verdict: cheated is a Awkward, not a bool", 0.0),  # type: ignore[arg-type]
    "no number": (Verdict(Awkward(), "a"), "no valid verdict: the score is a Awkward, not a number", 0.0),  # type: ignore[arg-type]
    "infinite": (Verdict(math.inf, "a"), "no valid verdict: the score is inf, and must be from 0 to 1", 0.0),
    "a huge number": (Verdict(10**400, "a"), "no valid verdict: the score is a int, not a number", 0.0),
    "minus nothing": (Verdict(-0.0, "a"), "a", 0.0),
    "another thing": ({"score": 1.0}, "no valid verdict: a dict is no Verdict", 0.0),
}


def judged(judge: Any, place: Path) -> Lab:
    """Let a judge judge one answer of a right miner, for one round, with a record."""
    lab = Lab()
    lab.register(dev_key("validator"), validator=True)
    lab.register(dev_key("miner"))
    odd: Market[Any, Any] = Market(market.protocol, market.miner, ready(Exam(draw, judge)))
    settings = ValidatorSettings(
        allow_local=True, rounds=1, tasks=1, round_seconds=0, weights_every=1, record=str(place)
    )

    async def scene() -> None:
        async with serve_miner(lab.chain(dev_key("miner")), odd, MinerSettings(port=0)):
            await run_validator(lab.chain(dev_key("validator")), odd, settings)

    asyncio.run(scene())
    return lab


@pytest.mark.parametrize("name", ODD)
def test_a_verdict_of_any_form_is_recorded_as_what_it_counts_for(name: str, tmp_path: Path) -> None:
    verdict, reason, score = ODD[name]

    async def judge(asked: Round[Task, Sum]) -> Sequence[Verdict]:
        return [verdict]

    lab = judged(judge, tmp_path / "record.db")

    with opened_for_reading(str(tmp_path / "record.db")) as record:
        (row,) = exchanges(record, 0)
    assert (row.score, row.reason, row.cheated) == (score, reason, False)
    assert [facts["reason"] for facts in lab.of("scored")] == [reason]
    assert lab.of("not recorded") == []


@pytest.mark.parametrize("text", ["x" * 10**6, "a\ud800\0b"])
def test_what_a_judge_raises_is_recorded_in_bounds(text: str, tmp_path: Path) -> None:
    async def judge(asked: Round[Task, Sum]) -> Sequence[Verdict]:
        raise LookupError(text)

    lab = judged(judge, tmp_path / "record.db")

    (told,) = lab.of("judge failed")
    assert len(str(told["error"])) <= MOST_TEXT
    assert str(told["error"]).startswith("the judge raised LookupError over 1 exchanges: ")
    assert str(told["error"]).encode()
    assert lab.of("not recorded") == []


def test_a_plain_text_stays_as_it_is() -> None:
    assert plain("größer als 1 €\n") == "größer als 1 €\n"
    assert len(plain("x" * MOST_TEXT)) == MOST_TEXT
