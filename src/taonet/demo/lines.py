"""A line of the demo's story, set for a terminal or for a pipe. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LABEL: Final = 11
"""Columns of what a line is about."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event: what it is about, a sentence, and words of a neuron that may be too long for a terminal."""

    label: str
    text: str
    quote: str | None = None
    after: str = ""
    keep_end: bool = False
    """Whether the end of the quote says more than its beginning."""
    example: bool = False
    """Whether it belongs to a question that is shown as an example; a market's page shows the newest one."""


Say = Callable[[Line], None]


def flat(line: Line) -> str:
    """Return an event as one line, however long."""
    return f"{line.label:{LABEL}}{_sentence(line, None)}"


def fitted(line: Line, width: int) -> list[str]:
    """Return an event as lines of at most so many columns; only a quote is cut."""
    room = width - LABEL
    text = _sentence(line, room)
    body = (
        [text] if line.quote is not None else textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)
    )
    return [f"{label:{LABEL}}{part}" for label, part in zip([line.label, *[""] * len(body)], body, strict=False)]


def _sentence(line: Line, room: int | None) -> str:
    if line.quote is None:
        return line.text
    words = plain(line.quote)
    space = len(words) if room is None else max(room - len(line.text) - len(line.after) - 2, 8)
    if len(words) > space:
        words = f"…{words[-space + 1 :]}" if line.keep_end else f"{words[: space - 1]}…"
    return f"{line.text}“{words}”{line.after}"


def plain(text: str) -> str:
    """Return what a neuron wrote in one line of letters that any terminal shows in one column each."""
    return " ".join("".join(c if _shows(c) else "·" if not c.isspace() else " " for c in text).split())


def _shows(letter: str) -> bool:
    """Tell whether a terminal shows a letter in one column: Latin ones, and the blocks that small charts are made of."""
    return letter.isprintable() and (ord(letter) < 0x250 or 0x2580 <= ord(letter) < 0x25A0)
