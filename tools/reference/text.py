"""Pieces of Markdown, and types named as a reader would say them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

_PATH = re.compile(r"(?:\w+::)+")
_PARAMETER = re.compile(r"\b\w+=")


def short(name: str) -> str:
    """Return a type's name without module paths and parameter names."""
    return _PARAMETER.sub("", _PATH.sub("", name))


def one_line(text: str) -> str:
    """Return a text as the cell of a table: in one line, with bars escaped."""
    return " ".join(inspect.cleandoc(text).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table and an empty one; nothing where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines, ""] if lines else []
