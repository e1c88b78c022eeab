"""A market's page on a terminal: how it stands, what was asked last, and where to look further. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from taonet.demo.lines import fitted
from taonet.demo.story import example_lines
from taonet.demo.table import table, title
from taonet.demo.watching import Moment


def page(moment: Moment, width: int, *, number: int = 1, of: int = 1) -> list[str]:
    """Return the lines of a market's page, one of so many; each has at most so many columns."""
    start = moment.stage.start
    head = f"{moment.stage.cast.name}, {number} of {of} · " if of > 1 else ""
    return [
        "",
        f"{head}{title(moment.picture)}"[:width],
        *table(moment.picture, start, moment.story, width),
        *(_example(moment, width) if of > 1 else ()),
    ]


def _example(moment: Moment, width: int) -> Iterator[str]:
    """Yield the newest example, which is not told line by line where several markets are."""
    yield ""
    if moment.story.example is not None:
        for line in example_lines(moment.story.example):
            yield from fitted(line, width)[:2]
