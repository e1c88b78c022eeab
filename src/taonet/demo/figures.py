"""The subnet at one block, read from the chain with the official client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import bittensor as bt

from taonet.demo.plan import SUBNET_OWNER, Role, Seat
from taonet.neuron.steps import Client

RAO: Final = 10**9


@dataclass(frozen=True, slots=True)
class Row:
    """A neuron after the last epoch; amounts in alpha, shares from 0 to 1."""

    uid: int
    name: str
    role: Role
    incentive: float
    dividends: float
    emission: float
    stake: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The subnet at one block; `issuance` is all TAO that there is."""

    netuid: int
    block: int
    epochs: int
    price: float
    pool_tao: float
    pool_alpha: float
    issuance: float
    tempo: int
    """Blocks of an epoch."""
    rows: tuple[Row, ...]
    """Miners, then validators, then the owner, as `seats` gives them."""

    @property
    def pays_validators(self) -> bool:
        """Tell whether the last epoch paid every validator: the weights of all of them count."""
        paid = [row.dividends > 0 for row in self.rows if row.role == "validator"]
        return bool(paid) and all(paid)

    @property
    def pays_miners(self) -> bool:
        """Tell whether the last epoch paid any miner."""
        return any(row.incentive > 0 for row in self.rows)

    def of(self, name: str) -> Row:
        """Return a neuron by name."""
        return next(row for row in self.rows if row.name == name)

    def earned_since(self, start: Picture) -> dict[str, float]:
        """Return by how much alpha each neuron has more than at the start."""
        before = {row.name: row.stake for row in start.rows}
        return {row.name: max(row.stake - before.get(row.name, 0.0), 0.0) for row in self.rows}


def take_picture(client: Client, netuid: int, seats: Mapping[str, Seat]) -> Picture:
    """Read the subnet at one block; `seats` are by hotkey, in the order in which they are shown."""
    graph = client.subnets.metagraph(netuid=netuid, commitments=False)
    if graph is None:
        raise LookupError(f"there is no subnet {netuid}")
    chain = bt.storage.SubtensorModule
    epochs, tao, alpha = (
        int(client.query(item, [netuid], block=graph.block) or 0)
        for item in (chain.SubnetEpochIndex, chain.SubnetTAO, chain.SubnetAlphaIn)
    )
    order = {seat.name: place for place, seat in enumerate(seats.values())}
    rows = [_row(neuron, seats.get(neuron.hotkey, SUBNET_OWNER)) for neuron in graph.neurons]
    return Picture(
        netuid=netuid,
        block=graph.block,
        epochs=epochs,
        price=float(graph.price or 0),
        pool_tao=tao / RAO,
        pool_alpha=alpha / RAO,
        issuance=int(client.query(chain.TotalIssuance, block=graph.block)) / RAO,
        tempo=graph.tempo,
        rows=tuple(sorted(rows, key=lambda row: order[row.name])),
    )


def _row(neuron: Any, seat: Seat) -> Row:
    return Row(
        uid=neuron.uid,
        name=seat.name,
        role=seat.role,
        incentive=float(neuron.incentive or 0),
        dividends=float(neuron.dividends or 0),
        emission=_amount(neuron.emission),
        stake=_amount(neuron.alpha_stake),
    )


def _amount(balance: Any) -> float:
    return float(balance.amount) if balance is not None else 0.0
