"""What a validator keeps of its rounds, over restarts, broken files and full disks."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from sqlalchemy import Engine, event

from taonet.neuron.log import silent_log
from taonet.neuron.market import Exam, Market, Miner, Protocol, Round, Verdict, ready
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.record import (
    RecordFailure,
    default_place,
    exchanges,
    market_round,
    opened_for_reading,
    rounds,
    runs,
    standings,
    verdicts,
    weights,
)
from taonet.neuron.record.keeper import Keeper
from taonet.neuron.record.resuming import resume
from taonet.neuron.record.rows import Keep, RecordedRound
from taonet.neuron.record.store import opened_for_writing
from taonet.neuron.record.writing import Entry
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.signing import verify_reply
from taonet.neuron.validator import run_validator
from taonet.testing.neurons import Lab, dev_key


class Task(Struct, frozen=True):
    """A number to double."""

    number: int
    secret: str


class Twice(Struct, frozen=True):
    """Twice the number."""

    number: int


PROTOCOL = Protocol("twice/1", Task, Twice)
VALIDATOR, MINER = dev_key("validator"), dev_key("miner")


async def double(task: Task, caller: str) -> Twice:
    return Twice(2 * task.number)


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    return Task(number, secret.hex()[:8])


async def judge(asked: Round[Task, Twice]) -> list[Verdict]:
    return [
        Verdict(float(one.reply.answer.number == 2 * one.task.number), "looked")
        if one.reply
        else Verdict(0.0, one.failure)
        for one in asked.exchanges
    ]


MARKET = Market(PROTOCOL, miner=ready(double), validator=ready(Exam(draw, judge)))


def validate(place: str | None, count: int = 1, *, market: Any = MARKET, lab: Lab | None = None, **given: Any) -> Lab:
    """Run a validator and one miner for some rounds."""
    lab = lab or Lab()
    if not lab.client.graph or not lab.client.graph.neurons:
        lab.register(VALIDATOR, validator=True)
        lab.register(MINER)
    settings = ValidatorSettings(
        **{
            "allow_local": True,
            "rounds": count,
            "tasks": 2,
            "round_seconds": 0,
            "memory": 0.5,
            "record": place,
            **given,
        }
    )

    async def scene() -> None:
        async with serve_miner(lab.chain(MINER), market, MinerSettings(port=0)):
            await run_validator(lab.chain(VALIDATOR), market, settings, address="tests.market")

    asyncio.run(scene())
    return lab


@pytest.fixture
def place(tmp_path: Path) -> str:
    return str(tmp_path / "deep" / "record.db")


def test_a_record_holds_tasks_answers_verdicts_averages_and_weights(place: str) -> None:
    validate(place, 2)

    with opened_for_reading(place) as record:
        (run,) = runs(record)
        first, second = rounds(record)
        rows = exchanges(record, second.number)
        asked = market_round(PROTOCOL, second, rows)
        (standing,) = standings(record, second.number)
        (sent, *_) = weights(record)
    assert (run.protocol, run.market, run.hotkey, run.netuid) == ("twice/1", "tests.market", VALIDATOR.ss58_address, 1)
    assert (first.number, second.number, second.judged_in) == (0, 1, 1)
    assert first.secret != second.secret
    assert [one.number for one in asked.exchanges] == [2, 3]
    assert [one.task for one in asked.exchanges] == [
        draw(n, one.miner, second.secret) for n, one in zip((2, 3), asked.exchanges, strict=True)
    ]
    assert [one.reply.answer for one in asked.exchanges if one.reply] == [Twice(4), Twice(6)]
    assert asyncio.run(judge(asked)) == verdicts(rows)
    assert (standing.uid, standing.asked, standing.average, standing.rounds) == (1, True, 0.75, 2)
    assert (sent.way, sent.end, sent.weights) == ("plain", "set", [(1, 1.0)])


def test_an_answer_in_a_record_is_proven_to_be_of_its_miner(place: str) -> None:
    validate(place)

    with opened_for_reading(place) as record:
        (row, *_) = exchanges(record, 0)
    assert row.answer is not None
    assert row.headers is not None
    assert row.nonce is not None
    signed = {"request_nonce": row.nonce, "asker_ss58": VALIDATOR.ss58_address, "expected_hotkey": MINER.ss58_address}
    verify_reply(row.headers.items(), row.answer, path=PROTOCOL.path, **signed)
    with pytest.raises(Exception, match="signature"):
        verify_reply(row.headers.items(), row.answer + b" ", path=PROTOCOL.path, **signed)


def test_a_validator_goes_on_where_its_record_ends(place: str) -> None:
    lab = validate(place, 2)
    validate(place, 1, lab=lab)

    assert [facts["number"] for facts in lab.of("round")] == [0, 1, 2]
    assert [facts["average"] for facts in lab.of("scored")] == [0.5, 0.75, 0.875]
    assert len(lab.client.set_weights_calls) == 1  # the tempo is not over
    with opened_for_reading(place) as record:
        assert [one.run for one in rounds(record)] == [1, 1, 2]


def test_on_another_chain_averages_start_again_and_numbers_go_on(place: str) -> None:
    lab = validate(place, 2)
    lab.client.genesis = "0x" + "77" * 32
    validate(place, 1, lab=lab)

    assert [facts["number"] for facts in lab.of("round")] == [0, 1, 2]
    assert [facts["average"] for facts in lab.of("scored")] == [0.5, 0.75, 0.5]
    assert len(lab.of("another chain")) == 1


def test_a_record_keeps_so_many_rounds_and_no_more(place: str) -> None:
    validate(place, 7, keep_rounds=3, weights_every=1)

    with opened_for_reading(place) as record:
        assert [one.number for one in rounds(record)] == [4, 5, 6]
        assert exchanges(record, 3) == standings(record, 3) == []
        assert {one.round for one in weights(record)} == {4, 5, 6}


def test_a_record_keeps_so_many_bytes_and_no_fewer_than_two_rounds(place: str) -> None:
    text = "x" * 60_000
    market = Market(PROTOCOL, miner=ready(double), validator=ready(Exam(lambda n, m, s: Task(n, text), judge)))
    validate(place, 12, market=market, tasks=2, keep_megabytes=1)

    with opened_for_reading(place) as record:
        kept = [one.number for one in rounds(record)]
        assert kept == list(range(12 - len(kept), 12))
        assert (1 << 20) - 121_000 < sum(one.bytes for one in rounds(record)) <= 1 << 20

    with opened_for_writing(place, silent_log) as record:
        asyncio.run(Keeper(record, Keep(9, 1)).add(Entry(RecordedRound(12, 1, 0, 0, 0, b"", b"", 0), [], [], [])))
        assert [one.number for one in rounds(record)] == [11, 12]


def test_a_record_of_another_validator_is_refused(place: str) -> None:
    validate(place)
    words = f"belongs to hotkey {VALIDATOR.ss58_address} on subnet 1 with twice/1: name another"

    with opened_for_writing(place, silent_log) as record:
        for hotkey, netuid, protocol in (("5Other", 1, "twice/1"), (VALIDATOR.ss58_address, 2, "twice/1")):
            with pytest.raises(RecordFailure, match=words):
                resume(record, hotkey, netuid, protocol, bytes(32), silent_log)


def test_a_file_that_is_no_record_is_set_aside(place: str) -> None:
    Path(place).parent.mkdir()
    Path(place).write_text("not a database, and longer than a header of one" * 40)
    lab = validate(place)

    assert [facts["kept_as"] for facts in lab.of("record broken")] == [f"{place}.broken-1"]
    with opened_for_reading(place) as record:
        assert [one.number for one in rounds(record)] == [0]


def test_a_newer_record_is_not_touched(place: str) -> None:
    validate(place)
    with sqlite3.connect(place) as connection:
        connection.execute("update taonet_record set version = 2")

    for opened in (lambda: opened_for_reading(place), lambda: opened_for_writing(place, silent_log)):
        with pytest.raises(RecordFailure, match="has schema 2, and this taonet has 1"), opened():
            pass


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("nowhere.db", "there is no record"),
        ("nonsense://x", "no address of a database"),
        ("sqlite:///empty.db", "is no record"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, words: str) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(RecordFailure, match=words), opened_for_reading(wanted):
        pass


def test_each_hotkey_has_a_place_of_its_own_on_each_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")

    assert str(default_place("ws://127.0.0.1:9944", 2, "5Abc")) == "/data/taonet/records/ws-127.0.0.1-9944/2/5Abc.db"
    assert str(default_place("finney", 2, "5Abc")) == "/data/taonet/records/finney/2/5Abc.db"


def test_a_file_may_be_called_as_its_user_likes(tmp_path: Path) -> None:
    place = str(tmp_path / "50% of #1? ünï.db")
    validate(place)

    assert Path(place).is_file()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(RecordFailure, match=r"cannot write the record .*: File exists"),
        opened_for_writing(str(tmp_path / "file" / "record.db"), silent_log),
    ):
        pass


def test_only_its_owner_reads_a_record(place: str) -> None:
    validate(place)

    assert Path(place).stat().st_mode & 0o777 == 0o600


def test_two_validators_on_one_record_are_told(place: str) -> None:
    validate(place)
    told: list[dict[str, object]] = []
    with opened_for_writing(place, silent_log) as record:
        keeper = Keeper(record, Keep(9), lambda event, **facts: told.append({"event": event, **facts}))
        for number in (0, 1):
            asyncio.run(keeper.add(Entry(RecordedRound(number, 1, 0, 0, 0, b"", b"", 0), [], [], [])))

        assert [one.number for one in rounds(record)] == [0, 1]
    assert [(one["event"], one["number"]) for one in told] == [("round lost", 0)]
    assert "does another process write it?" in str(told[0]["reason"])


LARGE = Market(
    PROTOCOL,
    miner=ready(double),
    validator=ready(Exam(lambda number, miner, secret: Task(number, "x" * 20_000), judge)),
)
"""A market whose rounds do not fit into what is left of a page."""


@contextmanager
def full_while(lab: Lab, numbers: range) -> Iterator[None]:
    """Let SQLite find its disk full while rounds of these numbers are written."""

    def limit(connection: sqlite3.Connection, _: object) -> None:
        full = lab.of("round")[-1]["number"] in numbers
        connection.execute(f"pragma max_page_count = {1 if full else 1_000_000}")  # 1 is as many as there are

    event.listen(Engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(Engine, "connect", limit)


@pytest.mark.parametrize("count", [2, 20])
def test_a_full_disk_is_named_and_what_it_refused_is_written_later(place: str, count: int) -> None:
    lab = validate(place, market=LARGE)
    with full_while(lab, range(1, 1 + count)):
        validate(place, count + 1, market=LARGE, lab=lab)

    told = lab.of("not recorded")
    lost = [facts["number"] for facts in lab.of("round lost")]
    assert [facts["number"] for facts in lab.of("round")] == list(range(count + 2))
    assert {facts["reason"] for facts in told} == {"database or disk is full"}
    assert [facts["waiting"] for facts in told] == [min(n + 1, 16) for n in range(count)]
    assert lost == list(range(1, 1 + max(0, count - 16)))
    with opened_for_reading(place) as record:
        assert [one.number for one in rounds(record)] == [n for n in range(count + 2) if n not in lost]


def test_verdicts_that_come_later_count_when_they_come(place: str) -> None:
    seen: list[int] = []

    async def observe(asked: Round[Task, Twice]) -> bytes | None:
        seen.append(asked.number)
        return b"prices" if len(seen) >= 3 else None

    async def with_evidence(asked: Round[Task, Twice]) -> list[Verdict]:
        return await judge(asked) if asked.evidence == b"prices" else []

    market = Market(PROTOCOL, miner=ready(double), validator=ready(Exam(draw, with_evidence, observe)))
    lab = validate(place, 2, market=market)
    validate(place, 1, market=market, lab=lab)

    assert seen == [0, 0, 0, 1, 2]
    assert [facts.get("of_round") for facts in lab.of("scored")] == [0, 1, None]
    assert [facts["average"] for facts in lab.of("scored")] == [0.875] * 3
    with opened_for_reading(place) as record:
        assert [(one.number, one.judged_in, one.evidence) for one in rounds(record)] == [
            (number, 2, b"prices") for number in range(3)
        ]
        assert [row.average for number in range(3) for row in standings(record, number)] == [0.0, 0.0, 0.875]


@pytest.mark.parametrize(
    ("observed", "words"),
    [("text", "the evidence is a str, not bytes"), (bytes((1 << 20) + 1), "the evidence has 1048577 bytes; the limit")],
)
def test_evidence_that_is_none_gives_the_round_up(place: str, observed: Any, words: str) -> None:
    async def observe(asked: Round[Task, Twice]) -> Any:
        return observed

    market = Market(PROTOCOL, miner=ready(double), validator=ready(Exam(draw, judge, observe)))
    lab = validate(place, 1, market=market)

    assert [words in str(facts["error"]) for facts in lab.of("judge failed")] == [True]
    with opened_for_reading(place) as record:
        (one,) = rounds(record)
        assert words in one.fault
        assert [row.score for row in exchanges(record, 0)] == [None, None]


def test_an_observation_that_fails_is_tried_again(place: str) -> None:
    async def observe(asked: Round[Task, Twice]) -> bytes:
        if asked.number == 0 and not lab.of("observe failed"):
            raise OSError("the feed is away")
        return b""

    lab = Lab()
    market = Market(PROTOCOL, miner=ready(double), validator=ready(Exam(draw, judge, observe)))
    validate(place, 2, market=market, lab=lab)

    assert [facts["error"] for facts in lab.of("observe failed")] == ["OSError: the feed is away"]
    assert [facts.get("of_round") for facts in lab.of("scored")] == [0, None]
