"""What a story is told with, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, final

from taonet.demo.lines import Line


class ShowFailed(Exception):
    """Something came otherwise than the story promises; says what."""


class Teller(Protocol):
    """Where a story goes."""

    def say(self, line: Line) -> None:
        """Tell one event, as it happens."""
        ...

    def lines(self, lines: Sequence[str]) -> None:
        """Print lines as they are, a table for example; at most 80 columns."""
        ...

    def progress(self, text: str) -> None:
        """Show how far something is, in a line that the next one replaces; only a terminal shows it."""
        ...


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """The port of the story's node; 0 takes a free one."""

    port: int = 0


@final
@dataclass(frozen=True, slots=True)
class Told:
    """A story that is over: all that it read, for programs, under stable names; and what may be tried while it stays up.

    `check` raises what ended, as long as `--keep` leaves the network running.
    """

    document: Mapping[str, Any]
    attach: Sequence[Line] = ()
    check: Callable[[], None] = lambda: None


Tell = Callable[[Teller, ShowOptions], AbstractContextManager[Told]]
"""The telling of a story: over when its context is entered; all that it started is gone when it is left."""
