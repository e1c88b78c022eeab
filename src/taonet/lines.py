"""Lines of a log, to a stream whose reader may be gone, full or too slow: the program goes on, and says what is missing."""

from __future__ import annotations

import logging
import os
import select
import sys
from collections.abc import Callable
from enum import StrEnum
from io import UnsupportedOperation
from typing import Final, TextIO, final

_AT_ONCE: Final = select.PIPE_BUF
"""Bytes that a pipe that is ready takes without waiting."""


class Level(StrEnum):
    """How much a program tells."""

    error = "error"
    warning = "warning"
    info = "info"
    debug = "debug"

    @property
    def number(self) -> int:
        """Return the level as the logging module counts it."""
        return logging.getLevelNamesMapping()[self.name.upper()]


def _missing(lines: int) -> str:
    return f"({lines} lines could not be written)"


@final
class Lines:
    """Writes whole lines; one that cannot be written now is left out, and never waited for."""

    def __init__(self, stream: TextIO, missing: Callable[[int], str] = _missing) -> None:
        self._stream = stream
        self._missing = missing
        self._lost = 0
        self._torn = False
        self._warned = False
        try:
            self._number: int | None = stream.fileno()
        except (UnsupportedOperation, ValueError):  # a buffer in memory
            self._number = None
            return
        self._ready = select.poll()
        self._ready.register(self._number, select.POLLOUT)

    def __call__(self, text: str) -> None:
        """Write a line."""
        if self._number is None:
            self._stream.write(f"{text}\n")
            return
        try:
            self._stream.flush()  # what others have printed comes first
            if self._torn:
                self._whole(b"\n")
            if self._lost:
                self._whole(_encoded(self._missing(self._lost)))
                self._lost = 0
            self._whole(_encoded(text))
        except OSError as error:
            self._lost += 1
            if not isinstance(error, BlockingIOError):
                self._warn(error)

    def _whole(self, data: bytes) -> None:
        """Write all of it, or raise; what was begun and not finished is noted, so that the next line starts anew."""
        written = 0
        while written < len(data):
            if not self._ready.poll(0):
                raise BlockingIOError
            written += os.write(self._number or 0, data[written : written + _AT_ONCE])
            self._torn = written < len(data)

    def _warn(self, error: OSError) -> None:
        """Say once, on the error stream, that the log has no reader any more."""
        if not self._warned and self._number == 1:
            self._warned = True
            Lines(sys.stderr)(f"warning: the log cannot be written ({error.strerror}); the program goes on without it")


def _encoded(text: str) -> bytes:
    return f"{text}\n".encode(errors="backslashreplace")
