"""Setting up the subnets of several markets side by side, each on a thread, over one connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import Empty, Queue
from typing import Any, Final, final

from taonet.demo.casts.cast import Cast
from taonet.demo.figures import take_picture
from taonet.demo.lines import Line, Say
from taonet.demo.plan import seats
from taonet.demo.stage import Stage, wallets_in
from taonet.demo.subnet import allow_many, make_wallets, set_up
from taonet.neuron.steps import Client

LAST_STEP: Final = 10.0
"""Seconds that a thread gets to end its transaction when the set-up is stopped."""


class _Unwanted(Exception):
    """The set-up was stopped."""


@final
@dataclass(slots=True)
class _Opening:
    """What the threads share: a connection, the turn of the rich account, and what they have to tell."""

    client: Client
    folder: Path
    rich: threading.Lock = field(default_factory=threading.Lock)
    news: Queue[Line | Stage | Exception] = field(default_factory=Queue[Line | Stage | Exception])
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self, cast: Cast[Any, Any], tell: Callable[[Line], Line]) -> None:
        """Open one market, and tell how it went."""

        def say(line: Line) -> None:
            if self.stopped.is_set():
                raise _Unwanted
            self.news.put(tell(line))

        try:
            self.news.put(self._opened(cast, say))
        except Exception as error:  # noqa: BLE001  the main thread raises it
            self.news.put(error)

    def _opened(self, cast: Cast[Any, Any], say: Say) -> Stage:
        folder = self.folder / cast.name
        folder.mkdir()
        wallets = make_wallets(str(wallets_in(folder)), (seat.name for seat in seats(cast)))
        netuid = set_up(self.client, seats(cast), wallets, say, self.rich)
        seated = {wallets[seat.name].hotkey.ss58_address: seat for seat in seats(cast)}
        return Stage(cast, folder, seated, take_picture(self.client, netuid, seated))


def opened(
    client: Client, casts: Sequence[Cast[Any, Any]], folder: Path, say: Say, check: Callable[[], None]
) -> Iterator[Stage]:
    """Set up a subnet for each cast, all at once; yield each as soon as it is ready.

    `check` is called now and then, to raise what ends the waiting. However this ends, no thread uses the connection
    afterwards.
    """
    if len(casts) > 1:
        say(Line("subnet", "Alice, who is root too, lets several be created one right after the other"))
        allow_many(client)
    opening = _Opening(client, folder)
    tell = named if len(casts) > 1 else _as_it_is
    threads = [
        threading.Thread(target=opening.run, args=(cast, tell(cast.name)), name=cast.name, daemon=True)
        for cast in casts
    ]
    try:
        for thread in threads:
            thread.start()
        yield from _heard(opening, len(casts), say, check)
    finally:
        opening.stopped.set()
        for thread in threads:
            thread.join(LAST_STEP)


def _heard(opening: _Opening, count: int, say: Say, check: Callable[[], None]) -> Iterator[Stage]:
    while count:
        try:
            new = opening.news.get(timeout=0.5)
        except Empty:
            check()
            continue
        match new:
            case Line():
                say(new)
            case Stage():
                count -= 1
                yield new
            case error:
                check()
                raise error


def named(market: str) -> Callable[[Line], Line]:
    """Return what puts a market's name before a line, where others are told beside it."""

    def tell(line: Line) -> Line:
        return replace(line, text=f"{market}: {line.text}") if line.label else line

    return tell


def _as_it_is(market: str) -> Callable[[Line], Line]:
    del market
    return lambda line: line
