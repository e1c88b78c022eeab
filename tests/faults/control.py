"""What the tests set, and the shim between a program and the C library reads, while the program runs."""

import mmap
import struct
from pathlib import Path

_FIELDS = struct.Struct("iiii")
ALWAYS = 0
"""Writes that pass before the fault: none."""


class Control:
    """The shared file; see `shim.c`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(bytes(_FIELDS.size))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _FIELDS.size)

    def fail(self, failure: int, *, after: int = ALWAYS, opening: bool = False) -> None:
        """Let writes fail with this errno, after so many that pass; with `opening`, opening for writing fails too."""
        self._set(failure, after, int(opening), 0)

    def move_clock(self, seconds: int) -> None:
        """Move the wall clock."""
        self._set(0, 0, 0, seconds)

    def heal(self) -> None:
        """Let everything work."""
        self._set(0, 0, 0, 0)

    def _set(self, *fields: int) -> None:
        self._shared[:] = _FIELDS.pack(*fields)
