"""A record that was tampered with is found out, and the place is named."""

import asyncio
import dataclasses
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct
from tests.unit.neuron.test_record import MARKET, PROTOCOL, Task, Twice, double, draw, judge, validate
from typer.testing import CliRunner

from taonet.cli.audit import app
from taonet.neuron.audit.findings import Report
from taonet.neuron.audit.replay import audit
from taonet.neuron.market import Exam, Market, Miner, NeuronFailure, Role, Round, Verdict, ready
from taonet.neuron.record import opened_for_reading, rounds

HERE = str(Path(__file__).parent / "test_record.py") + ":MARKET"


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The record of six rounds, two starts, with weights in each round."""
    place = tmp_path_factory.mktemp("record") / "record.db"
    lab = validate(str(place), 4, weights_every=1)
    validate(str(place), 2, lab=lab, weights_every=1)
    return place


@pytest.fixture
def place(honest: Path, tmp_path: Path) -> Path:
    """A copy of it, to be tampered with."""
    copy = tmp_path / "record.db"
    with sqlite3.connect(honest) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    return copy


def audited(place: Path | str) -> Report:
    with opened_for_reading(str(place)) as record:
        return asyncio.run(audit(record, MARKET))


def tamper(place: Path, *statements: str) -> None:
    with sqlite3.connect(place) as connection:
        for statement in statements:
            connection.execute(statement)


def test_an_honest_record_holds(place: Path) -> None:
    report = audited(place)

    assert report.difference is None
    assert (report.first, report.last) == (0, 5)
    counts = report.counts
    assert (counts.rounds, counts.exchanges, counts.answers, counts.proven, counts.judged) == (6, 12, 12, 12, 6)
    assert (counts.averages, counts.weights, counts.waiting, counts.faults) == (6, 6, 0, 0)
    assert (report.announced, report.answering) == (1, 1)
    assert [one.uids for one in report.operators] == [[1]]
    assert [(one.ip, one.uids) for one in report.addresses] == [("127.0.0.2", [1])]


FORGED = "x'" + b'{"number":40}'.hex() + "'"


@pytest.mark.parametrize(
    ("statements", "kind", "round_", "words"),
    [
        (["update exchanges set score = 0.9 where round = 2 and place = 1"], "score", 2, "uid 1: 0.9 is recorded, and the judge gives 1: looked"),
        (["update exchanges set cheated = 1 where round = 1 and place = 0"], "score", 1, "1 for a fraud is recorded"),
        (["update exchanges set score = null where round = 1 and place = 0"], "score", 1, "no score is recorded"),
        ([f"update exchanges set answer = {FORGED} where round = 3 and place = 0"], "answer", 3, "the answer is not its miner's"),
        (["update exchanges set answer = x'7b7d' where round = 3"], "answer", 3, "a message is none of twice/1"),
        (
            # One answer for another of the same miner, each with its own signature: the scores give it away.
            [
                "create table other as select answer, nonce, headers from exchanges where round = 2 and place = 0",
                "update exchanges set (answer, nonce, headers) = (select * from other) where round = 2 and place = 1",
            ],
            "score", 2, "uid 1: 1 is recorded, and the judge gives 0",
        ),
        (["update exchanges set hotkey = '5Other' where round = 2"], "answer", 2, "no such miner was asked"),
        (["update exchanges set uid = 4 where round = 2"], "answer", 2, "no such miner was asked"),
        (["update rounds set secret = zeroblob(32) where number = 4"], "task", 4, "does not follow from the round's secret"),
        ([f"update exchanges set task = {FORGED[:-3]}2c22736563726574223a2261227d' where round = 4"], "task", 4, "does not follow"),
        (["update standings set average = 0.8 where round = 3"], "average", 3, "an average of 0.8 over 4 rounds is recorded, and 0.9375"),
        (["update standings set rounds = 7 where round = 3"], "average", 3, "over 7 rounds"),
        (["update runs set memory = 0.9 where id = 2"], "average", 4, "follows from the scores"),
        (["update weights set weights = '[[1, 0.5], [2, 0.5]]' where round = 5"], "weights", 5, "a weight of 0.5 is recorded, and 1 follows"),
        (["update weights set weights = '[]' where round = 5"], "weights", 5, "a weight of 0 is recorded, and 1"),
        (["delete from rounds where number = 2"], "round", 2, "round 2 is missing"),
        (["delete from rounds where number in (2, 3)"], "round", 2, "rounds 2 to 3 are missing"),
        (["delete from rounds where number = 5"], "round", 5, "round 5 is missing, and set weights"),
    ],
)  # fmt: skip
def test_what_was_tampered_with_is_found_and_named(
    place: Path, statements: list[str], kind: str, round_: int, words: str
) -> None:
    tamper(place, *statements)
    difference = audited(place).difference

    assert difference is not None
    assert (difference.kind, difference.round) == (kind, round_), difference.text
    assert words in difference.text


@pytest.fixture
def later(tmp_path: Path) -> tuple[Path, Market[Task, Twice]]:
    """A record of a market that knows its verdicts two rounds later, and whose tasks are not repeatable."""
    newest: list[int] = []

    async def observe(asked: Round[Task, Twice]) -> bytes | None:
        newest.append(asked.number)
        return b"2" if newest.count(asked.number) > 1 + (asked.number < 3) else None

    async def judge_evidence(asked: Round[Task, Twice]) -> list[Verdict]:
        return [
            Verdict(float(one.reply.answer.number == int(asked.evidence) * one.task.number), "looked")
            for one in asked.exchanges
            if one.reply
        ]

    def draw_now(number: int, miner: Miner, secret: bytes) -> Task:
        return Task(number + len(newest), "now")

    place = tmp_path / "later.db"
    market = Market(
        PROTOCOL, miner=ready(double), validator=ready(Exam(draw_now, judge_evidence, observe, repeatable=False))
    )
    validate(str(place), 9, market=market, keep_rounds=4, weights_every=1)
    return place, market


def test_verdicts_that_came_later_are_judged_with_their_evidence(later: tuple[Path, Market[Task, Twice]]) -> None:
    place, market = later
    with opened_for_reading(str(place)) as record:
        report = asyncio.run(audit(record, market))
        judged_in = {one.number: one.judged_in for one in rounds(record)}
        tampered = next(number for number, then in judged_in.items() if then is not None and then > number)

    assert report.difference is None
    assert report.counts.waiting > 0
    assert report.counts.averages > 0
    assert (report.counts.drawn, report.counts.proven) == (0, report.counts.answers)

    tamper(place, f"update rounds set evidence = x'33' where number = {tampered}")
    with opened_for_reading(str(place)) as record:
        difference = asyncio.run(audit(record, market)).difference
    assert difference is not None
    assert (difference.kind, difference.round) == ("score", tampered)


def test_an_answer_without_a_signature_is_counted_as_unproven(place: Path) -> None:
    tamper(place, "update exchanges set headers = null where round = 0")
    report = audited(place)

    assert report.difference is None
    assert (report.counts.answers, report.counts.proven) == (12, 10)


@pytest.mark.parametrize(
    ("part", "kind", "words"),
    [
        ("draw", "task", "exchange 0 with uid 1: no task follows from the secret: LookupError: no book"),
        ("judge", "score", "the judge fails at this round: LookupError: no book"),
    ],
)
def test_a_market_that_fails_at_a_record_is_named(place: Path, part: str, kind: str, words: str) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no book")

    exam = dataclasses.replace(Exam(draw, judge), **{part: fail})
    with opened_for_reading(str(place)) as record:
        difference = asyncio.run(audit(record, dataclasses.replace(MARKET, validator=ready(exam)))).difference

    assert difference is not None
    assert (difference.kind, difference.round, difference.text) == (kind, 0, words)


def test_options_that_the_market_does_not_have_are_named(place: Path) -> None:
    tamper(place, 'update runs set options = \'{"depth": "deep"}\' where id = 1')

    class Options(Struct, frozen=True):
        depth: int = 1

    market = dataclasses.replace(MARKET, validator=Role(MARKET.validator.start, Options))
    with (
        opened_for_reading(str(place)) as record,
        pytest.raises(NeuronFailure, match=r"this market does not take: .*int"),
    ):
        asyncio.run(audit(record, market))


def test_a_record_that_was_shortened_is_audited_from_where_it_begins(place: Path) -> None:
    for table, column in (("rounds", "number"), ("exchanges", "round"), ("standings", "round"), ("weights", "round")):
        tamper(place, f"delete from {table} where {column} < 2")
    assert audited(place).difference is None

    tamper(place, "update standings set average = 0.1 where round = 3")
    report = audited(place)
    assert report.first == 2
    assert report.difference is not None
    assert (report.difference.kind, report.difference.round) == ("average", 3)


@pytest.mark.parametrize("spoil", [lambda _: None, lambda place: tamper(place, "delete from rounds where number = 2")])
def test_the_command_says_whether_a_record_holds(place: Path, spoil: Callable[[Path], None]) -> None:
    spoil(place)
    words = ["market", str(place), "--market", HERE]
    text, as_json = CliRunner().invoke(app, words), CliRunner().invoke(app, [*words, "--json"])
    told = json.loads(as_json.stdout)

    assert text.exit_code == as_json.exit_code == (0 if told["holds"] else 1)
    assert told["holds"] is (told["difference"] is None)
    if told["holds"]:
        assert text.stdout.splitlines()[-1].startswith("holds: ")
        assert (told["first"], told["last"], told["counts"]["proven"]) == (0, 5, 12)
        assert "tasks      12, 12 drawn again\nanswers    12, 12 proven" in text.stdout
    else:
        assert text.stdout.splitlines()[-1] == "differs: round 2, round: round 2 is missing"
        assert told["difference"] == {"kind": "round", "round": 2, "text": "round 2 is missing"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["market", "nowhere.db"], "error: there is no record nowhere.db"),
        (["market", "PLACE"], "which does not come with taonet: name its module or file with --market"),
        (
            ["market", "PLACE", "--market", "taonet.markets.text"],
            "the record is of twice/1, and this market speaks text/1",
        ),
    ],
)
def test_what_cannot_be_audited_is_said(place: Path, words: list[str], told: str) -> None:
    result = CliRunner().invoke(app, [str(place) if word == "PLACE" else word for word in words])

    assert result.exit_code == 1
    assert told in " ".join(result.stderr.split())
