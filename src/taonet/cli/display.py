"""Where the demo's story goes: to a terminal with a live page, or line by line into anything else."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from taonet.demo.lines import LABEL, Line, fitted, flat
from taonet.demo.opening import named
from taonet.demo.page import page
from taonet.demo.run import Network
from taonet.demo.watching import Moment

FILE_WIDTH: Final = 130
"""Columns of the table where there is no terminal."""
PAGE_SECONDS: Final = 5.0
"""How long a market's page stays before the next one's comes."""


@final
class Display:
    """Where the story goes: a terminal gets lines that fit and a live page below, anything else a line an event.

    Several markets take turns on the page, and what each asked last is told there alone.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._moments: dict[str, Moment] = {}

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

    def lines(self, lines: Sequence[str]) -> None:
        """Print lines as they are."""
        for line in lines:
            self._console.print(Text(line), soft_wrap=True)

    def live(self) -> AbstractContextManager[object]:
        """Show a page below the story while the block runs, if this is a terminal."""
        if not self._console.is_terminal:
            return nullcontext()
        self._live = Live(console=self._console, auto_refresh=False, transient=True, redirect_stdout=False)
        return self._live

    def progress(self, text: str) -> None:
        """Show how far something is, below the story and in place of what stood there; only a terminal shows it."""
        if self._live is not None:
            self._live.update(Text(text[: self._console.width]), refresh=True)

    def show(self, moment: Moment, network: Network) -> None:
        """Tell what happened in a market, and bring the page up to date."""
        several = len(network.stages) > 1
        name = moment.stage.cast.name
        for line in moment.lines:
            if not (several and line.example and self._live is not None):
                self.say(named(name)(line) if several else line)
        self._moments[name] = moment
        if self._live is not None:
            self._live.update(Text("\n".join(self._page(network))), refresh=True)

    def _page(self, network: Network) -> list[str]:
        shown = [name for name in network.markets if name in self._moments]
        turn = int(time.monotonic() / PAGE_SECONDS) % len(shown)
        moment, gateway = self._moments[shown[turn]], network.gateway
        return [
            *page(moment, self.width, number=turn + 1, of=len(network.stages)),
            f"btcli --network {network.endpoint} · Ctrl-C ends it, with a summary",
            f"page {network.page}" + ("" if gateway is None else f" · gateway {gateway}"),
        ]

    @property
    def width(self) -> int:
        """Return the columns that there are; a file has room."""
        return self._console.width if self._console.is_terminal else FILE_WIDTH

    def _print(self, text: str) -> None:
        head, rest = text[:LABEL], text[LABEL:]
        self._console.print(Text.assemble((head, "bold cyan"), rest), soft_wrap=True)
