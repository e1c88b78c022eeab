"""Stopping a command by a signal: it dies of it quietly, or is told and ends cleanly.

A signal that the parent lets its child ignore, as `nohup` does with SIGHUP, stays ignored.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final, final

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
BY_SIGNAL: Final = 128
"""Exit code of a command that a signal ended, less the signal's number."""

Handler = Callable[[int, FrameType | None], object]


class Stopped(BaseException):
    """A stop signal came where nobody asks for one."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@final
class Stop:
    """Whether a command was asked to stop."""

    def __init__(self) -> None:
        self.number: int | None = None
        """The first stop signal that came."""
        self._calls: list[Callable[[], object]] = []

    @property
    def asked(self) -> bool:
        """Tell whether a stop signal has come."""
        return self.number is not None

    def then(self, call: Callable[[], object]) -> None:
        """Call this when the signal comes, between any two steps of the program; at once if it has come."""
        self._calls.append(call)
        if self.asked:
            call()

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal; further ones are ignored."""
        del frame
        if self.number is None:
            self.number = number
            for call in self._calls:
                call()


def raise_when_stopped() -> None:
    """Raise `Stopped` at the first stop signal, for what must be cleaned up; further ones are ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        _handle(signal.SIG_IGN)
        raise Stopped(number)

    _handle(stop)


@contextmanager
def stop_signals() -> Generator[Stop]:
    """Only remember the first stop signal while the body runs; the command asks for it, and ends after the body."""
    stop = Stop()
    _handle(stop.hear)
    try:
        yield stop
    finally:
        _handle(signal.SIG_IGN if stop.asked else signal.SIG_DFL)


def _handle(handler: Handler | signal.Handlers) -> None:
    for number in STOPPING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)
