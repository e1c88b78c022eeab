"""What commands print: lines for people, JSON for programs, errors with what to do."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, NoReturn, final

import typer

from taonet.cli.words import words_of
from taonet.lines import Level, Lines

FAILURE: Final = 1


@final
class Output(logging.Handler):
    """Where a command that runs for long prints, as text or as JSON; it outlives the reader.

    As a handler it takes what the program's parts log, below the name of the part.
    """

    def __init__(self, *, json: bool = False, level: Level = Level.info) -> None:
        super().__init__(level.number)
        self.json = json
        self._print = Lines(sys.stdout, _missing_as_json) if json else Lines(sys.stdout)

    def line(self, event: str, text: str, **facts: object) -> None:
        """Print one line: `text` for people, or the event with its facts for programs."""
        if self.level <= logging.INFO:
            self._line(event, text, **facts)

    def emit(self, record: logging.LogRecord) -> None:
        """Print what a part of the program logs; a refusal of the machine in words, a bug with its traceback."""
        part, level, text = record.name.rpartition(".")[2], record.levelname.lower(), record.getMessage().strip()
        error = record.exc_info[1] if record.exc_info else None
        words = None if error is None else words_of(error)
        text = text if words is None else f"{text}: {words}"
        trace = "".join(traceback.format_exception(error)) if error is not None and words is None else ""
        facts = {"traceback": trace} if trace else {}
        shown = f"{level} in {part}: {text}" + (f"\n{trace.rstrip()}" if trace else "")
        self._line("log", shown, level=level, part=part, message=text, **facts)

    @contextmanager
    def gathering(self) -> Generator[None]:
        """Print what the parts of the program log while the body runs."""
        root = logging.getLogger()
        before = root.level
        root.addHandler(self)
        root.setLevel(logging.WARNING)
        logging.getLogger("taonet").setLevel(self.level)
        try:
            yield
        finally:
            root.removeHandler(self)
            root.setLevel(before)

    def _line(self, event: str, text: str, **facts: object) -> None:
        if self.json:
            self._print(json.dumps({"time": round(time.time(), 3), "event": event, **facts}, default=str))
        else:
            self._print(f"{time.strftime('%H:%M:%S')}  {text}")

    def error(self, text: str) -> None:
        """Print why the command fails."""
        if self.json:
            self._line("error", text, message=text)
        say_error(text)


def say_error(text: str) -> None:
    """Print an error on the error stream."""
    Lines(sys.stderr)(f"error: {text}")


def say_warning(text: str) -> None:
    """Print on the error stream what is probably not meant."""
    Lines(sys.stderr)(f"warning: {text}")


def failure(out: Output, text: str) -> NoReturn:
    """Print an error and leave with exit code 1."""
    out.error(text)
    raise typer.Exit(FAILURE)


def _missing_as_json(lines: int) -> str:
    return json.dumps({"time": round(time.time(), 3), "event": "missing", "lines": lines})
