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
from taonet.demo.story import Story
from taonet.demo.summary import Outcome, document, sentences
from taonet.demo.table import table

CAST = cast_of("text")
MINERS = CAST.miners
NAMES = dict(enumerate(seat.name for seat in seats(CAST)))
ROLES = {seat.name: seat.role for seat in seats(CAST)}


def _picture(epochs: int = 0, incentive: float = 0, stake: float = 0, price: float = 4) -> Picture:
    rows = [
        Row(uid, name, ROLES[name], incentive if name == "strong" else 0, 0, 0, stake if name == "strong" else 10)
        for uid, name in NAMES.items()
    ]
    return Picture(2, 100 + epochs, epochs, price, 2_000.0, 400.0, 10_000.0 + epochs, tuple(rows))


def _judged(
    uid: int, answer: str | None = "Paris.", *, cheated: bool = False, reason: str = "quality 1.00"
) -> Mapping[str, Any]:
    return {
        "event": "judged", "uid": uid, "question": "What is the capital of France?", "answer": answer, "seconds": 0.5,
        "score": 0.0 if cheated else 1.0, "cheated": cheated, "reason": reason,
    }  # fmt: skip


def _told(story: Story, *entries: Mapping[str, Any], name: str = "val-one") -> list[str]:
    return [flat(line) for entry in entries for line in story.hear(name, entry)]


def _uid(name: str) -> int:
    return next(uid for uid, one in NAMES.items() if one == name)


ROUND = {"event": "round", "number": 0, "asked": 8}


def test_the_first_answers_wait_until_every_miner_has_given_one() -> None:
    story = Story(CAST, NAMES)
    some = _told(story, *(_judged(_uid(part.name)) for part in MINERS[:3]), ROUND)
    rest = _told(story, *(_judged(_uid(part.name)) for part in MINERS[3:]), ROUND)

    assert some == ["round      1: val-one has asked 8 of 8 miners"]
    assert [line for line in rest if line.startswith("question")] == [
        f"question   to {part.name}: “What is the capital of France?”" for part in MINERS
    ]


def test_a_miner_that_never_answers_holds_up_nothing() -> None:
    story = Story(CAST, NAMES)
    told = _told(story, _judged(_uid("strong")), *({**ROUND, "number": number} for number in range(8)))

    assert "answer     “Paris.” after 0.50 s" in told


def test_a_caught_miner_is_explained_once() -> None:
    story = Story(CAST, NAMES)
    caught = _judged(_uid("copycat"), cheated=True, reason="the seed draws other tokens (gap 3.10)")
    told = _told(story, *(_judged(_uid(part.name)) for part in MINERS[:-1]), caught, ROUND, *[caught, ROUND] * 10)

    assert told.count("verdict    caught: the seed draws other tokens (gap 3.10)") > 1
    assert told.count("           another's answer does not fit its own question and seed") == 1


def test_a_refused_question_does_not_hide_the_answer_before() -> None:
    story = Story(CAST, NAMES)
    _told(story, _judged(_uid("strong")), _judged(_uid("strong"), answer=None, reason="no answer within 20 s"))

    assert story.judged["strong"].answer == "Paris."


def test_only_the_first_validator_is_quoted() -> None:
    story = Story(CAST, NAMES)

    assert _told(story, _judged(_uid("strong")), ROUND, name="val-two") == []


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


def test_the_summary_before_anything_is_paid_is_true() -> None:
    outcome = Outcome(_picture(), _picture(), Story(CAST, NAMES), 0, "ws://x")
    text = "\n".join(flat(line) for line in sentences(outcome))

    assert "no miner is paid yet" in text
    assert "earned" not in text


def test_the_summary_says_what_each_miner_got_and_why() -> None:
    story = Story(CAST, NAMES)
    _told(
        story,
        _judged(_uid("copycat"), cheated=True, reason="other tokens"),
        _judged(_uid("weak"), reason="quality 0.00"),
    )
    outcome = Outcome(_picture(), _picture(2, 1.0, 50, price=6), story, 1, "ws://x")
    told = [flat(line) for line in sentences(outcome)]

    assert told[: len(MINERS)] == [
        "strong     earned 50.0 alpha, which are 300.0 TAO at the pool's price",
        "fair       earned nothing",
        "weak       earned nothing: quality 0.00",
        "poor       earned nothing",
        "slow       earned nothing",
        "leaver     earned nothing",
        "nonsense   earned nothing",
        "copycat    earned nothing, caught: other tokens",
    ]
    assert document(outcome)["neurons"][0]["earned_tao"] == 300


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
