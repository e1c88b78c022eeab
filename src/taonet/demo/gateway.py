"""The gateway beside the demo's text market: OpenAI's interface in front of its miners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, final

from taonet.demo.lines import Line
from taonet.demo.logs import Follower
from taonet.demo.plan import VALIDATORS
from taonet.demo.processes import Children, flags
from taonet.demo.stage import Stage
from taonet.neuron.identity import Identity

GATEWAY: Final = "gateway"
MARKET: Final = "text"
"""The market in front of which it stands."""


def start_gateway(children: Children, stage: Stage, endpoint: str) -> None:
    """Start a gateway that asks with the hotkey of the first validator."""
    identity = Identity(
        wallet_name=VALIDATORS[0].name, wallet_path=stage.wallets, netuid=stage.netuid, network=endpoint, json=True
    )
    children.start(GATEWAY, "gateway", "--port", "0", "--refresh-seconds", "2", *flags(identity))


@final
@dataclass(slots=True)
class Front:
    """The gateway as it runs, and what was told of it."""

    children: Children
    told: set[str] = field(default_factory=set[str])

    def new(self) -> Iterator[Line]:
        """Tell where it answers as soon as it does, and once when it has ended: the markets go on without it."""
        address, why = gateway_address(self.children), self.children.why_ended(GATEWAY)
        if address is not None and address not in self.told:
            self.told.add(address)
            yield Line("gateway", f"{address} speaks OpenAI's interface, and has a page to try it")
        if why is not None and why not in self.told:
            self.told.add(why)
            yield Line("ended", why)


def gateway_address(children: Children) -> str | None:
    """Return where the gateway answers, by its log; None before it does, and where there is none."""
    for entry in Follower(children.log_of(GATEWAY)).new():
        if entry.get("event") == "listening":
            return str(entry["url"])
    return None
