"""A list of byte strings that lies in an unnamed temporary file, so that it takes next to no memory."""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from typing import final

from taonet.node.store.port import StoreError

TAIL = 1 << 16
"""Bytes at the end that are kept in memory before they are written."""


@final
class Spool:
    """Byte strings in sequence, added and dropped at the end. The file is gone once the process is, however it ends."""

    def __init__(self) -> None:
        self._ends = array("Q", (0,))
        self._tail = bytearray()
        self._tail_start = 0
        try:
            with tempfile.TemporaryFile() as file:
                self._file = os.dup(file.fileno())
        except OSError as error:
            raise StoreError(f"cannot make a temporary file for blocks: {error}") from error
        self._close = weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def append(self, *items: bytes) -> None:
        """Add items; all of them or, when the disk is full, none."""
        if len(self._tail) >= TAIL:
            self._flush()
        end = self._ends[-1]
        for item in items:
            self._tail += item
            end += len(item)
            self._ends.append(end)

    def _flush(self) -> None:
        try:
            written = os.pwrite(self._file, self._tail, self._tail_start)
        except OSError as error:
            raise StoreError(f"cannot write to the temporary file of blocks: {error}") from error
        if written != len(self._tail):
            raise StoreError("cannot write to the temporary file of blocks: the disk is full")
        self._tail_start += written
        self._tail.clear()

    def __getitem__(self, index: int) -> bytes:
        """Return an item by its index from the start."""
        start, end = self._ends[index], self._ends[index + 1]
        if start >= self._tail_start:
            return bytes(self._tail[start - self._tail_start : end - self._tail_start])
        return os.pread(self._file, end - start, start)

    def cut(self, length: int) -> None:
        """Drop all items but the first `length`."""
        del self._ends[length + 1 :]
        end = self._ends[-1]
        del self._tail[max(end - self._tail_start, 0) :]
        self._tail_start = min(self._tail_start, end)

    def close(self) -> None:
        """Give the file back."""
        self._close()
