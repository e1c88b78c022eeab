"""What commands print: lines for people, JSON for programs, errors with what to do."""

from __future__ import annotations

import json
import sys
import time
from typing import Final, NoReturn, final

import typer

from taonet.lines import Lines

FAILURE: Final = 1


@final
class Output:
    """Where a command that runs for long prints, as text or as JSON; it outlives the reader."""

    def __init__(self, *, json: bool = False) -> None:
        self.json = json
        self._print = Lines(sys.stdout, _missing_as_json) if json else Lines(sys.stdout)

    def line(self, event: str, text: str, **facts: object) -> None:
        """Print one line: `text` for people, or the event with its facts for programs."""
        if self.json:
            self._print(json.dumps({"time": round(time.time(), 3), "event": event, **facts}, default=str))
        else:
            self._print(f"{time.strftime('%H:%M:%S')}  {text}")

    def error(self, text: str) -> None:
        """Print why the command fails."""
        if self.json:
            self.line("error", text, message=text)
        say_error(text)


def say_error(text: str) -> None:
    """Print an error on the error stream."""
    Lines(sys.stderr)(f"error: {text}")


def failure(out: Output, text: str) -> NoReturn:
    """Print an error and leave with exit code 1."""
    out.error(text)
    raise typer.Exit(FAILURE)


def _missing_as_json(lines: int) -> str:
    return json.dumps({"time": round(time.time(), 3), "event": "missing", "lines": lines})
