"""One line per event, for people or for programs."""

import json
import sys
import time
from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol, TextIO

from taonet.lines import Level, Lines

_LEVELS: Final[Mapping[str, Level]] = {"error": Level.error, "refused": Level.info, "answered": Level.debug}
"""Events of another level than their facts say; what callers set off, any number of times, is no warning."""
_WHY: Final = ("reason", "error", "fault")
"""Facts that say why something failed."""


class Log(Protocol):
    """Report an event: a short name and its facts."""

    def __call__(self, event: str, **facts: object) -> None:
        """Report one event."""
        ...


def line_log(out: TextIO | None = None, clock: Callable[[], float] = time.time) -> Log:
    """Return a log of readable lines."""
    write = Lines(out or sys.stdout)

    def log(event: str, **facts: object) -> None:
        stamp = time.strftime("%H:%M:%S", time.localtime(clock()))
        words = " ".join(f"{name}={_plain(value)}" for name, value in facts.items())
        write(f"{stamp} {event:<16} {words}".rstrip())

    return log


def json_log(out: TextIO | None = None, clock: Callable[[], float] = time.time) -> Log:
    """Return a log of JSON objects, one a line, with the time in Unix seconds."""

    def row(event: str, **facts: object) -> str:
        return json.dumps({"time": round(clock(), 3), "event": event, **facts}, default=str)

    write = Lines(out or sys.stdout, lambda lines: row("missing", lines=lines))

    def log(event: str, **facts: object) -> None:
        write(row(event, **facts))

    return log


def from_level(log: Log, level: Level) -> Log:
    """Return a log that leaves out the events below a level."""

    def some(event: str, **facts: object) -> None:
        if level_of(event, facts).number >= level.number:
            log(event, **facts)

    return some


def level_of(event: str, facts: Collection[str]) -> Level:
    """Return the level of an event: one that says why something failed is a warning, of the neuron as of its market.

    A verdict says why too, and is none: it gives a score.
    """
    failed = "score" not in facts and any(name in facts for name in _WHY)
    return _LEVELS.get(event, Level.warning if failed else Level.info)


def silent_log(event: str, **facts: object) -> None:
    """Report nothing."""
    del event, facts


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    return json.dumps(text) if " " in text or not text else text
