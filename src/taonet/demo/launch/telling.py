"""What the chapters of the launch share: the network, its keys and market, and what was told so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, final

from taonet.demo.launch.keys import Key
from taonet.demo.launch.market import LaunchMarket
from taonet.demo.launch.network import FairNetwork
from taonet.demo.lines import LABEL, Line
from taonet.demo.shows.show import Teller
from taonet.neuron.steps import Client
from taonet.primitives.amounts import RAO_PER_TAO


@final
@dataclass(slots=True)
class Telling:
    """A launch under way."""

    teller: Teller
    net: FairNetwork
    keys: list[Key]
    market: LaunchMarket
    events: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """What happened, for programs: `event`, `block`, mostly `key`, and facts; amounts in rao."""

    @property
    def client(self) -> Client:
        """Return the official client."""
        return self.net.client

    def note(self, event: str, block: int, label: str, text: str, *more: str, **facts: Any) -> None:
        """Tell what happened in a block, and why in further lines, and keep it for the document."""
        self.events.append({"event": event, "block": block, **facts})
        self.teller.say(Line(label, f"#{block:,} {text}"))
        self.explain(*more)

    def explain(self, *lines: str) -> None:
        """Say what something means."""
        for line in lines:
            self.teller.say(Line("", line))

    def wait(self, what: Callable[[int], str], done: Callable[[int], bool]) -> int:
        """Wait until something holds of the newest block, and show how far it is; return that block."""

        def looked(block: int) -> bool:
            self.teller.progress(f"{'':{LABEL}}#{block:,} {what(block)}")
            return done(block)

        block = self.net.wait(looked)
        self.teller.progress("")
        return block


def tao(rao: int, decimals: int = 9) -> str:
    """Return an amount in TAO, cut after so many decimals, without zeros at the end."""
    whole, rest = divmod(rao, RAO_PER_TAO)
    shown = f"{rest:09}"[:decimals].rstrip("0")
    return f"{whole:,}" + (f".{shown}" if shown else "")
