"""What the board shows: read from the chain with the official client, and from the validators' logs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import bittensor as bt

from taonet.demo.plan import PARTS
from taonet.demo.subnet import Client


@dataclass(frozen=True, slots=True)
class Row:
    """A neuron as the chain sees it after the last epoch; amounts in alpha or TAO, shares from 0 to 1."""

    uid: int
    name: str
    role: str
    behaviour: str
    score: float | None
    cheated: bool
    incentive: float
    dividends: float
    emission: float
    stake: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The subnet at one block."""

    netuid: int
    block: int
    epochs: int
    price: float
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Scores:
    """The newest verdict on each miner, from one validator's log; read on from where it was left."""

    log: Path
    position: int = 0
    verdicts: dict[str, Mapping[str, Any]] | None = None

    def read(self) -> dict[str, Mapping[str, Any]]:
        """Return the newest verdict by hotkey."""
        known = self.verdicts if self.verdicts is not None else {}
        if self.log.exists():
            with self.log.open() as lines:
                lines.seek(self.position)
                while line := lines.readline():
                    if not line.endswith("\n"):
                        break
                    self.position += len(line.encode())
                    row = _parsed(line)
                    if row.get("event") == "scored":
                        known[str(row["hotkey"])] = row
        self.verdicts = known
        return known


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return cast("dict[str, Any]", row) if isinstance(row, dict) else {}


def _amount(balance: Any) -> float:
    return float(balance.amount) if balance is not None else 0.0


def take_picture(client: Client, netuid: int, hotkeys: Mapping[str, str], scores: Scores) -> Picture:
    """Read the subnet; `hotkeys` maps addresses to part names."""
    graph = client.subnets.metagraph(netuid=netuid, commitments=False)
    if graph is None:
        raise LookupError(f"there is no subnet {netuid}")
    verdicts = scores.read()
    parts = {part.name: part for part in PARTS}
    rows: list[Row] = []
    for neuron in graph.neurons:
        name = hotkeys.get(neuron.hotkey, "owner")
        part = parts.get(name)
        verdict = verdicts.get(neuron.hotkey, {})
        rows.append(
            Row(
                uid=neuron.uid,
                name=name,
                role=part.role if part is not None else "owner",
                behaviour=(part and part.behaviour) or "",
                score=verdict.get("average"),
                cheated=bool(verdict.get("cheated")),
                incentive=float(neuron.incentive or 0),
                dividends=float(neuron.dividends or 0),
                emission=_amount(neuron.emission),
                stake=_amount(neuron.alpha_stake),
            )
        )
    return Picture(
        netuid=netuid,
        block=graph.block,
        epochs=int(client.query(bt.storage.SubtensorModule.SubnetEpochIndex, [netuid]) or 0),
        price=float(graph.price or 0),
        rows=tuple(rows),
    )
