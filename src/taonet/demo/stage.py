"""A market on the network: its cast on a subnet of its own, and its neurons as processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taonet.demo.casts.cast import Cast
from taonet.demo.figures import Picture
from taonet.demo.plan import VALIDATORS, Seat
from taonet.demo.processes import Children, flags
from taonet.neuron.identity import Identity
from taonet.neuron.miner import MinerSettings


@dataclass(frozen=True, slots=True)
class Stage:
    """A market's cast and folder, its seats by hotkey in the order in which they are shown, and how it stood at first."""

    cast: Cast[Any, Any]
    folder: Path
    seats: dict[str, Seat]
    start: Picture

    @property
    def netuid(self) -> int:
        """Return the subnet's number."""
        return self.start.netuid

    @property
    def wallets(self) -> Path:
        """Return the folder of the wallets of all seats."""
        return wallets_in(self.folder)

    def process(self, name: str) -> str:
        """Return the name of a neuron's process: other markets have neurons of the same name."""
        return f"{self.cast.name}-{name}"

    def record(self, validator: str) -> Path:
        """Return the file of a validator's record."""
        return self.folder / f"{validator}.db"


def wallets_in(folder: Path) -> Path:
    """Return where the wallets of a market lie."""
    return folder / "wallets"


def start_neurons(children: Children, stage: Stage, endpoint: str) -> None:
    """Start a process for each neuron of a market."""
    cast = stage.cast
    shared = stage.folder / "answers"
    shared.mkdir()
    serving = MinerSettings(port=0, refresh_seconds=2, need_permit=False)
    asking = (*flags(cast.asking), *flags(cast.judging))
    words = {
        seat.name: ["validator", "run", cast.market, *asking, "--record", str(stage.record(seat.name))]
        for seat in VALIDATORS
    }
    for part in cast.miners:
        words[part.name] = ["miner", "run", cast.players, *flags(part.options(shared)), *flags(serving)]
    for name, own in words.items():
        identity = Identity(
            wallet_name=name, wallet_path=stage.wallets, netuid=stage.netuid, network=endpoint, json=True
        )
        children.start(stage.process(name), *own, *flags(identity))
