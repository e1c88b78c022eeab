"""A market's page: it fits any terminal, and where several take turns it says which and shows what was asked last."""

from pathlib import Path

import pytest

from taonet.demo.casts import cast_of
from taonet.demo.figures import Picture, Row
from taonet.demo.page import page
from taonet.demo.plan import seats
from taonet.demo.stage import Stage
from taonet.demo.story import Judged, Story
from taonet.demo.watching import Moment

CAST = cast_of("text")
SEATS = {f"key of {seat.name}": seat for seat in seats(CAST)}
ROWS = tuple(Row(uid, seat.name, seat.role, 0.1, 0, 0, 10) for uid, seat in enumerate(SEATS.values()))
PICTURE = Picture(2, 123_456, 3, 4.5678, 2_000.0, 400.0, 10_000.0, 360, ROWS)
EXAMPLE = Judged("strong", "Where? " * 30, "Here. " * 30, 0.5, 0.97, cheated=False, reason="quality 1.00 " * 20)


def _moment(example: Judged | None) -> Moment:
    story = Story(CAST, {row.uid: row.name for row in ROWS}, example=example)
    return Moment(Stage(CAST, Path(), SEATS, PICTURE), PICTURE, story, (), 2, {})


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_page_of_one_among_several_fits_a_terminal_of_24_rows(width: int) -> None:
    rows = page(_moment(EXAMPLE), width, number=2, of=3)

    assert len(rows) <= 22
    assert all(len(row) <= width for row in rows)
    assert rows[1].startswith("text, 2 of 3 · subnet 2 · block 123,456")
    assert any(row.startswith("question   to strong: “") for row in rows)
    assert any(row.startswith("answer     “Here. ") for row in rows)
    assert any(row.startswith("verdict    0.97: quality 1.00") for row in rows)


def test_before_anything_was_asked_there_is_the_table_alone() -> None:
    assert not any(row.startswith("question") for row in page(_moment(None), 80, number=1, of=2))


def test_the_only_page_has_no_number_and_repeats_nothing_of_the_story() -> None:
    rows = page(_moment(EXAMPLE), 80)

    assert rows[1].startswith("subnet 2 · block 123,456")
    assert not any(row.startswith("question") for row in rows)
