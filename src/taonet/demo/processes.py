"""Child processes: started with a log each, watched, and ended cleanly together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, final

import msgspec

from taonet.demo.logs import parsed
from taonet.environment import without_settings

STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG: Final = 1  # sys/prctl.h
GRACE: Final = 8.0
"""Seconds that a process gets to end by itself."""

_FRUGAL: Final = {"PYTHONUNBUFFERED": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Many processes share few cores and little memory: none gets threads and heaps for more than itself."""


class ChildDied(Exception):
    """A process ended that should not have; says which, and the end of its log."""


@final
@dataclass(slots=True)
class Children:
    """The processes of a network; their logs lie in one folder."""

    folder: Path
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, subprocess.Popen[bytes]])

    def start(self, name: str, *arguments: str) -> None:
        """Start `taonet` with these arguments; what it prints goes to its log."""
        with self.log_of(name).open("ab") as log, held_signals():
            self._running[name] = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-m", "taonet.cli.main", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the demo alone, which then ends its children in order.
                start_new_session=True,
                preexec_fn=_end_with_the_demo,  # noqa: PLW1509  the demo has no other thread
                env=without_settings(os.environ) | _FRUGAL,
            )

    def log_of(self, name: str) -> Path:
        """Return where a process's output goes."""
        return self.folder / f"{name}.log"

    def check(self, name: str) -> None:
        """Raise `ChildDied` when a process has ended that should not have."""
        if (why := self.why_ended(name)) is not None:
            raise ChildDied(why)

    def why_ended(self, name: str) -> str | None:
        """Return how a process has ended and what it said last; None as long as it runs."""
        code = self._running[name].poll()
        if code is None:
            return None
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        return f"{name} {how}: {self._last_words(name)}" if code >= 0 else f"{name} {how}"

    def kill(self, name: str) -> None:
        """End a process as a power failure would."""
        self._running[name].kill()
        self._running[name].wait()

    def end(self, name: str) -> None:
        """Let a process end in order, as its user would with Ctrl-C; kill it if it does not in time."""
        with held_signals():
            process = self._running.pop(name)
            process.send_signal(signal.SIGTERM)
            _wait(process, time.monotonic() + GRACE)

    def _last_words(self, name: str, lines: int = 12) -> str:
        """Return the error that a process logged, else the end of its log."""
        written = self.log_of(name).read_text(errors="replace").splitlines()
        entries = [entry for line in written if (entry := parsed(line)) is not None]
        errors = [str(entry["message"]) for entry in entries if entry.get("event") == "error"]
        return errors[-1] if errors else "\n".join(["the end of its log:", *written[-lines:]])

    def stop(self) -> None:
        """End all processes, the node last; kill what does not end in time."""
        with held_signals():
            self._stop()

    def _stop(self) -> None:
        for name in reversed(tuple(self._running)):
            process = self._running[name]
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process in self._running.values():
            _wait(process, deadline)
        self._running.clear()


def _wait(process: subprocess.Popen[bytes], deadline: float) -> None:
    """Wait for the end of a process, and kill it at the deadline."""
    try:
        process.wait(max(deadline - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_with_the_demo() -> None:
    """Ask Linux to end this process when the one that started it is gone, killed as it may be: nobody else would."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def held_signals() -> Generator[None]:
    """Let stop signals wait until the body is done, so that no process is started or ended by half."""
    came: list[int] = []
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def flags(options: msgspec.Struct) -> list[str]:
    """Return the command-line flags of the options that differ from their defaults."""
    words: list[str] = []
    for option in msgspec.structs.fields(options):
        value = getattr(options, option.name)
        flag = option.name.replace("_", "-")
        if value != option.default:
            words += (
                [f"--{flag}" if value else f"--no-{flag}"] if isinstance(value, bool) else [f"--{flag}", str(value)]
            )
    return words
