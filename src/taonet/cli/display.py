"""Where the demo's story goes: to a terminal with a live table, or line by line into anything else."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Final, final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from taonet.demo.lines import LABEL, Line, fitted, flat
from taonet.demo.run import Moment, Network
from taonet.demo.table import table, title

FILE_WIDTH: Final = 130
"""Columns of the table where there is no terminal."""


@final
class Display:
    """Where the story goes: a terminal gets lines that fit and a live table below, anything else a line an event."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None

    def say(self, line: Line) -> None:
        """Tell one event, as it happens."""
        if not self._console.is_terminal:
            print(flat(line), file=self._console.file, flush=True)
            return
        for text in fitted(line, self._console.width):
            self._print(text)

    def typed(self, line: Line) -> None:
        """Show a command to copy: it is not broken, the terminal wraps it."""
        if self._console.is_terminal:
            self._console.print(Text(line.text), soft_wrap=True)
        else:
            self.say(line)

    def lines(self, lines: list[str]) -> None:
        """Print lines as they are."""
        for line in lines:
            self._console.print(Text(line), soft_wrap=True)

    def live(self) -> AbstractContextManager[object]:
        """Show a table below the story while the block runs, if this is a terminal."""
        if not self._console.is_terminal:
            return nullcontext()
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        return self._live

    def show(self, moment: Moment, network: Network) -> None:
        """Tell what happened, and bring the table up to date."""
        for line in moment.lines:
            self.say(line)
        if self._live is not None:
            rows = table(moment.picture, network.start, moment.story, self.width)
            foot = f"btcli --network {network.endpoint} · Ctrl-C ends it, with a summary"
            self._live.update(Text("\n".join(["", title(moment.picture), *rows, foot])), refresh=True)

    @property
    def width(self) -> int:
        """Return the columns that there are; a file has room."""
        return self._console.width if self._console.is_terminal else FILE_WIDTH

    def _print(self, text: str) -> None:
        head, rest = text[:LABEL], text[LABEL:]
        self._console.print(Text.assemble((head, "bold cyan"), rest), soft_wrap=True)
