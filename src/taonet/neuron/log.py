"""One line per event, for people or for programs."""

import json
import sys
import time
from collections.abc import Callable
from typing import Protocol, TextIO

from taonet.lines import Lines


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


def silent_log(event: str, **facts: object) -> None:
    """Report nothing."""
    del event, facts


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    return json.dumps(text) if " " in text or not text else text
