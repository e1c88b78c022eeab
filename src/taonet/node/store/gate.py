"""A gate that readers pass freely and that is shut for the moment in which the map grows.

LMDB may only be remapped while this process has no open transaction.
"""

from collections.abc import Generator
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Count the readers inside; `shut` waits until there are none and keeps others out.

    A thread that is inside must not enter again: `shut` could be waiting in between.
    """

    __slots__ = ("_changed", "_readers", "_shut")

    def __init__(self) -> None:
        self._changed = Condition()
        self._readers = 0
        self._shut = False

    def enter(self) -> None:
        """Go in; wait while the gate is shut."""
        with self._changed:
            while self._shut:
                self._changed.wait()
            self._readers += 1

    def leave(self) -> None:
        """Go out."""
        with self._changed:
            self._readers -= 1
            if not self._readers:
                self._changed.notify_all()

    @contextmanager
    def shut(self) -> Generator[None]:
        """Keep readers out for the time of the block; the caller must not be inside."""
        with self._changed:
            while self._shut:
                self._changed.wait()
            self._shut = True
            while self._readers:
                self._changed.wait()
        try:
            yield
        finally:
            with self._changed:
                self._shut = False
                self._changed.notify_all()
