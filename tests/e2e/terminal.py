"""A real terminal of 80 columns and 24 rows in front of a program: its keys, its screens, and what scrolled away."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pyte

COLUMNS, ROWS = 80, 24
CONTROL = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\r")


@dataclass
class Terminal:
    """A program with this terminal as input and error stream, and its standard output in a pipe."""

    process: "subprocess.Popen[bytes]"
    master: int
    screen: pyte.HistoryScreen
    written: bytearray = field(default_factory=bytearray)
    output: bytearray = field(default_factory=bytearray)
    frames: list[list[str]] = field(default_factory=list)
    """Every screen that the terminal showed after a piece of output."""

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def text(self) -> str:
        """Return all that was written, without colours and movements of the cursor."""
        return CONTROL.sub("", self.written.decode(errors="replace"))

    def rows(self) -> list[str]:
        """Return what scrolled away, and the screen."""
        above = ["".join(row[column].data for column in range(COLUMNS)) for row in self.screen.history.top]
        return [row.rstrip() for row in (*above, *self.screen.display)]

    def wait_for(self, found: Callable[[], bool], what: str, seconds: float = 840) -> None:
        deadline = time.monotonic() + seconds
        while not found():
            over = self.process.poll() is not None
            if over or time.monotonic() > deadline:
                raise AssertionError(f"{what} did not come (exit code {self.process.poll()}):\n{self.text()[-4000:]}")
            time.sleep(0.05)

    def _show(self) -> None:
        stream = pyte.ByteStream(self.screen)
        with suppress(OSError):  # how the end of a terminal's program reads
            while piece := os.read(self.master, 65_536):
                stream.feed(piece)
                self.written += piece
                self.frames.append([row.rstrip() for row in self.screen.display])

    def _collect(self) -> None:
        assert self.process.stdout is not None
        while piece := os.read(self.process.stdout.fileno(), 65_536):
            self.output += piece


@contextmanager
def terminal(*words: str) -> Iterator[Terminal]:
    """Run `taonet` with these words in a terminal; kill it at the end if it still runs."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "taonet", *words],
        stdin=slave, stdout=subprocess.PIPE, stderr=slave, env=environment | {"TERM": "xterm-256color"},
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  its Ctrl-C must be the keyboard's
    )  # fmt: skip
    os.close(slave)
    made = Terminal(process, master, pyte.HistoryScreen(COLUMNS, ROWS, history=10_000))
    readers = [threading.Thread(target=made._show), threading.Thread(target=made._collect)]
    for reader in readers:
        reader.start()
    try:
        yield made
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        for reader in readers:
            reader.join(10)
        os.close(master)
        assert process.stdout is not None
        process.stdout.close()
