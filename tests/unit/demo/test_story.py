"""What the demo tells: on any width, in a pipe, before anybody is paid, and each explanation once."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from taonet.demo import lines
from taonet.demo.casts import cast_of
from taonet.demo.figures import Picture, Row
from taonet.demo.lines import Line, fitted, flat
from taonet.demo.logs import Follower
from taonet.demo.plan import OWNER, seats
from taonet.demo.records import AnyExchange, JudgedRound
from taonet.demo.story import Story
from taonet.demo.table import table
from taonet.markets.text.backends import MODEL
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.market import Exchange, Miner, Reply, Verdict

CAST = cast_of("text")
MINERS = CAST.miners
NAMES = dict(enumerate(seat.name for seat in seats(CAST)))
ROLES = {seat.name: seat.role for seat in seats(CAST)}


def _picture(epochs: int = 0, incentive: float = 0, stake: float = 0, price: float = 4) -> Picture:
    rows = [
        Row(uid, name, ROLES[name], incentive if name == "strong" else 0, 0, 0, stake if name == "strong" else 10)
        for uid, name in NAMES.items()
    ]
    return Picture(2, 100 + epochs, epochs, price, 2_000.0, 400.0, 10_000.0 + epochs, 360, tuple(rows))


def _judged(
    uid: int, answer: str | None = "Paris.", *, cheated: bool = False, reason: str = "quality 1.00"
) -> tuple[AnyExchange, Verdict]:
    task = TextTask(MODEL, "What is the capital of France?", 1, 20, 0.3)
    reply = None if answer is None else Reply(TextAnswer(MODEL, answer, [], [], finished=True), 0.5)
    miner = Miner(uid, f"key{uid}", "127.0.0.2:1")
    return Exchange(0, miner, task, reply), Verdict(0.0 if cheated else 1.0, reason, cheated=cheated)


def _told(story: Story, *judged: tuple[AnyExchange, Verdict], number: int = 0) -> list[str]:
    averages = {exchange.miner.uid: 0.5 for exchange, _ in judged}
    return [flat(line) for line in story.judge(JudgedRound(number, judged, averages))]


def _uid(name: str) -> int:
    return next(uid for uid, one in NAMES.items() if one == name)


def test_the_first_answers_wait_until_every_miner_has_given_one() -> None:
    story = Story(CAST, NAMES)
    some = _told(story, *(_judged(_uid(part.name)) for part in MINERS[:3]))
    rest = _told(story, *(_judged(_uid(part.name)) for part in MINERS[3:]), number=1)

    assert some == ["round      1: val-one has asked 3 of 8 miners"]
    assert [line for line in rest if line.startswith("question")] == [
        f"question   to {part.name}: “What is the capital of France?”" for part in MINERS
    ]


def test_a_miner_that_never_answers_holds_up_nothing() -> None:
    story = Story(CAST, NAMES)
    told = [line for number in range(8) for line in _told(story, _judged(_uid("strong")), number=number)]

    assert "answer     “Paris.” after 0.50 s" in told


def test_a_caught_miner_is_explained_once() -> None:
    story = Story(CAST, NAMES)
    caught = _judged(_uid("copycat"), cheated=True, reason="the seed draws other tokens (gap 3.10)")
    told = _told(story, *(_judged(_uid(part.name)) for part in MINERS[:-1]), caught)
    told += [line for number in range(10) for line in _told(story, caught, number=number + 1)]

    assert told.count("verdict    caught: the seed draws other tokens (gap 3.10)") > 1
    assert told.count("           another's answer does not fit its own question and seed") == 1


def test_a_refused_question_does_not_hide_the_answer_before() -> None:
    story = Story(CAST, NAMES)
    _told(story, _judged(_uid("strong")), _judged(_uid("strong"), answer=None, reason="no answer within 20 s"))

    assert story.judged["strong"].answer == "Paris."


def test_neurons_that_are_ready_and_weights_are_told_of_all() -> None:
    story = Story(CAST, NAMES)
    entries: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("strong", {"event": "published", "endpoint": "127.0.0.2:1"}),
        ("val-two", {"event": "validator"}),
        ("val-two", {"event": "no weights", "reason": "this hotkey holds no validator permit yet"}),
        ("val-two", {"event": "weights set", "weights": {str(_uid("strong")): 0.75, str(_uid("weak")): 0.25}}),
        ("val-two", {"event": "something else"}),
    )
    told = [flat(line) for name, entry in entries for line in story.hear(name, entry)]

    assert told[:3] == [
        "miner      strong is ready and serves at 127.0.0.2:1",
        "validator  val-two is ready, and asks",
        "weights    val-two may set none yet: an epoch gives the permit for them",
    ]
    assert told[3].startswith("weights    val-two: strong 75.0%, fair 0, weak 25.0%, ")
    assert told[4:] == ["           what each miner is worth to a validator; they count from the next epoch"]


def test_an_epoch_without_weights_says_that_no_miner_is_paid_yet() -> None:
    story = Story(CAST, NAMES)
    assert list(story.see(_picture())) == []
    assert list(story.see(replace(_picture(), block=105))) == []
    told = [flat(line) for line in story.see(_picture(1))]

    assert told[0] == "epoch      1 has run at block 101: Yuma consensus merged the weights"
    assert "no miner is paid yet" in told[1]


def test_an_epoch_tells_what_it_moved_and_explains_it_the_first_time() -> None:
    story = Story(CAST, NAMES)
    told = [
        [flat(line) for line in story.see(picture)]
        for picture in (_picture(), _picture(1, 1.0, 50, price=5), _picture(2, 1.0, 90, price=6))
    ]

    assert "incentive  strong 100.0%, " + ", ".join(f"{part.name} 0" for part in MINERS[1:]) in told[1]
    assert "alpha      paid to strong 50.0, " + ", ".join(f"{part.name} 0.0" for part in MINERS[1:]) in told[1]
    assert "alpha      paid to strong 40.0, " + ", ".join(f"{part.name} 0.0" for part in MINERS[1:]) in told[2]
    assert "TAO        2,000 in the pool for 400 alpha: 1 alpha = 5.00 TAO, before 4.00" in told[1]
    assert [line for line in told[2] if line.startswith(" ")] == []
    assert [line for line in told[1] if line.startswith(" ")] != []


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160])
def test_the_table_fits_and_shows_owner_and_validators(width: int) -> None:
    rows = table(_picture(1, 1.0, 12_345.678), _picture(), Story(CAST, NAMES), width)

    assert all(len(row) <= width for row in rows)
    assert [row.split()[1] for row in rows[1:]] == [row.name for row in _picture().rows]
    assert ("alpha held" in rows[0]) == (width >= 80)
    assert ("what it does" in rows[0]) == (width >= 120)
    assert "earned" in rows[0] or width < 60


def test_the_owner_has_no_figure_for_the_last_epoch_as_the_chain_keeps_none() -> None:
    head, *rows = table(_picture(1, 1.0, 10.0), _picture(), Story(CAST, NAMES), 160)
    ends = {row.split()[1]: row[head.index("last epoch") :].strip() for row in rows}

    assert ends.pop(OWNER) == ""
    assert set(ends.values()) == {"0.00"}


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_line_fits_and_only_quotes_are_cut(width: int) -> None:
    long = " ".join(["word"] * 60)
    assert all(len(row) <= width for row in fitted(Line("epoch", long), width))
    assert " ".join(row[11:] for row in fitted(Line("epoch", long), width)) == long
    (question,) = fitted(Line("question", "to strong: ", f"{long} Where?", keep_end=True), width)
    (answer,) = fitted(Line("answer", "", f"Here. {long}", " after 0.10 s"), width)

    assert len(question) <= width
    assert question.endswith("Where?”")
    assert len(answer) <= width
    assert answer.startswith("answer     “Here. ")
    assert answer.endswith("…” after 0.10 s")


def test_a_pipe_gets_the_whole_event_in_one_line() -> None:
    quote = "word\nword\x1b[31m " * 40

    assert flat(Line("answer", "", quote)).count("word") == 80
    assert "\n" not in flat(Line("answer", "", quote))
    assert "\x1b" not in flat(Line("answer", "", quote))
    assert flat(Line("answer", "", "▁▂▄█ +1.2%")) == "answer     “▁▂▄█ +1.2%”"


def test_words_of_a_neuron_cannot_move_the_cursor_or_break_columns() -> None:
    assert lines.plain("a\x1b[2Jb\u202e c\t\r\nd 漢") == "a·[2Jb· c d ·"


def test_a_log_is_read_on_and_half_a_line_waits(tmp_path: Path) -> None:
    log = tmp_path / "log"
    follower = Follower(log)
    assert list(follower.new()) == []
    log.write_text('{"event": "a"}\nnot json\n[1]\n{"event": ')
    first = list(follower.new())
    with log.open("a") as more:
        more.write('"b"}\n')

    assert first == [{"event": "a"}]
    assert list(follower.new()) == [{"event": "b"}]
