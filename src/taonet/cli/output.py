"""What commands print: lines for people, JSON for programs, errors with what to do."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from typing import NoReturn

import typer

FAILURE = 1


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command prints, as text or as JSON."""

    json: bool = False

    def line(self, event: str, text: str, **facts: object) -> None:
        """Print one line: `text` for people, or the event with its facts for programs."""
        if self.json:
            row = {"time": round(time.time(), 3), "event": event, **facts}
            print(json.dumps(row, default=str), flush=True)  # noqa: T201  this is the program's output
        else:
            print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)  # noqa: T201  this is the program's output


def failure(out: Output, text: str) -> NoReturn:
    """Print an error and leave with exit code 1."""
    if out.json:
        out.line("error", text, message=text)
    print(f"error: {text}", file=sys.stderr, flush=True)  # noqa: T201  this is the program's output
    raise typer.Exit(FAILURE)
