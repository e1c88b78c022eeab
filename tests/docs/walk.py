"""A page's commands, run in their order as a reader does: one shell that goes on, and terminals beside it."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BLOCK = re.compile(r"^```(walk|terminal)\n(.*?)^```", re.DOTALL | re.MULTILINE)
BIN = Path(sys.executable).parent
READY = {"up": "Listening on", "miner": "published"}
"""What a program in a terminal says once the reader may go on."""
SECONDS = 90.0


def in_home(home: Path) -> dict[str, str]:
    """Return an environment in which programs keep everything in `home`."""
    return os.environ | {
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "BITTENSOR_RUNTIME_CACHE_DIR": str(home / "cache"),
        "PATH": f"{BIN}:{os.environ['PATH']}",
    }


class Walk:
    """A shell in a home of its own: where it is, its environment, and the programs in other terminals."""

    def __init__(self, home: Path, port: int) -> None:
        self.folder = home
        self.port = port
        self.environment = in_home(home) | {"BT_CHAIN_ENDPOINT": f"ws://127.0.0.1:{port}"}
        self.terminals: list[subprocess.Popen[bytes]] = []

    def page(self, text: str) -> str:
        """Do what a page says; return all that was written."""
        return "".join(
            self.run(line) if kind == "walk" else self.start(line)
            for kind, body in BLOCK.findall(text)
            for line in body.splitlines()
        )

    def run(self, line: str) -> str:
        """Run one line, which must succeed; return what it wrote."""
        words = self._words(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = value
            return ""
        if words[0] == "cd":
            self.folder /= words[1]
            return ""
        program = str(BIN / Path(words[0]).name) if "/" in words[0] else words[0]
        done = subprocess.run(
            [program, *words[1:]], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def start(self, line: str) -> str:
        """Start a program that stays, on a port of this walk's own, and return once it is ready."""
        words = self._words(line)
        if "--port" in words:
            words[words.index("--port") + 1] = "0"
        else:
            words += ["--port", str(self.port)]
        log = self.folder / f"terminal-{len(self.terminals)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(words, cwd=self.folder, env=self.environment, stdout=file, stderr=file)
        self.terminals.append(process)
        deadline = time.monotonic() + SECONDS
        while READY[words[1]] not in log.read_text():
            assert process.poll() is None, f"{line}\n{log.read_text()}"
            assert time.monotonic() < deadline, f"{line}\n{log.read_text()}"
            time.sleep(0.05)
        return log.read_text()

    def _words(self, line: str) -> list[str]:
        return [word.replace("127.0.0.1:9944", f"127.0.0.1:{self.port}") for word in shlex.split(line)]


@contextmanager
def walking(home: Path, port: int) -> Iterator[Walk]:
    """Walk in a home; close the terminals at the end, the last first, each of which must end well."""
    walk = Walk(home, port)
    try:
        yield walk
    finally:
        codes: list[int] = []
        for process in reversed(walk.terminals):
            process.send_signal(signal.SIGINT)
            codes.append(process.wait(30))
    assert set(codes) <= {0}
