"""The records as the demo reads them: judged rounds in order, while they are written, and a miner's answers of all validators."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from msgspec import Struct

from taonet.demo.records import RecordFollower, answered
from taonet.neuron.market import CannotAnswer, Exam, Market, Miner, Protocol, Round, Verdict, ready
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator
from taonet.testing.neurons import Lab, dev_key

VALIDATOR, MINER = dev_key("validator"), dev_key("miner")


class Task(Struct, frozen=True):
    """A number to double."""

    number: int


class Twice(Struct, frozen=True):
    """Twice the number."""

    number: int


async def double(task: Task, caller: str) -> Twice:
    if task.number == 1:
        raise CannotAnswer("not that one")
    return Twice(2 * task.number)


async def judge(asked: Round[Task, Twice]) -> list[Verdict]:
    return [Verdict(1.0, "right") if one.reply else Verdict(0.0, one.failure) for one in asked.exchanges]


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    return Task(number)


MARKET = Market(Protocol("twice/1", Task, Twice), miner=ready(double), validator=ready(Exam(draw, judge)))


def _validate(place: Path, rounds: int) -> Lab:
    """Let a validator ask a miner for some rounds and keep the record."""
    lab = Lab()
    lab.register(VALIDATOR, validator=True)
    lab.register(MINER)
    settings = ValidatorSettings(allow_local=True, rounds=rounds, tasks=1, round_seconds=0, record=str(place))

    async def scene() -> None:
        async with serve_miner(lab.chain(MINER), MARKET, MinerSettings(port=0)):
            await run_validator(lab.chain(VALIDATOR), MARKET, settings)

    asyncio.run(scene())
    return lab


def test_a_record_is_read_on_from_where_it_was_left(tmp_path: Path) -> None:
    place = tmp_path / "record.db"
    follower = RecordFollower(place, MARKET.protocol)
    before = list(follower.new())
    sqlite3.connect(place).close()
    begun = list(follower.new())
    _validate(place, 2)
    first = list(follower.new())
    again = list(follower.new())
    _validate(place, 1)
    (last,) = follower.new()

    assert before == begun == []
    assert [judged.number for judged in first] == [0, 1]
    assert again == []
    assert last.number == 2
    (exchange, verdict), (failed, refusal) = first[0].judged[0], first[1].judged[0]
    assert exchange.reply is not None
    assert (exchange.task, exchange.reply.answer, verdict.score) == (Task(0), Twice(0), 1.0)
    assert (failed.reply, refusal.score) == (None, 0.0)
    assert first[0].averages == {1: pytest.approx(0.2)}


def test_quality_sees_the_answered_exchanges_of_one_miner_in_all_records(tmp_path: Path) -> None:
    places = [tmp_path / "one.db", tmp_path / "two.db", tmp_path / "never-written.db"]
    for place, rounds in zip(places, (3, 1), strict=False):
        _validate(place, rounds)
    found = answered(places, MARKET.protocol, MINER.ss58_address)

    assert [[exchange.task.number for exchange in one.exchanges] for one in found] == [[0], [2], [0]]
    assert all(len(one.secret) == 32 for one in found)
    assert answered(places, MARKET.protocol, VALIDATOR.ss58_address) == []
