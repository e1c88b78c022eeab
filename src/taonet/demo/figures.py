"""The demo's table: read from the chain with the official client, and from the validators' logs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import bittensor as bt
from rich.table import Table

from taonet.demo.plan import PARTS
from taonet.demo.subnet import Client

NOTES = {part.name: part.note for part in PARTS}


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

    @property
    def pays_validators(self) -> bool:
        """Tell whether the last epoch paid every validator: the weights of all of them count."""
        paid = [row.dividends > 0 for row in self.rows if row.role == "validator"]
        return bool(paid) and all(paid)


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


def draw(picture: Picture, netuid: int, wanted: int | None) -> Table:
    """Return the table of a picture: miners by what they earn, validators below."""
    goal = f" of {wanted}" if wanted else ""
    table = Table(
        title=f"subnet {netuid} · block {picture.block} · epoch {picture.epochs}{goal} · 1 alpha = {picture.price:.4f} TAO",
        title_justify="left",
    )
    for name, side in (
        ("uid", "right"), ("neuron", "left"), ("what it does", "left"), ("score", "right"), ("incentive", "right"),
        ("dividends", "right"), ("alpha last epoch", "right"), ("alpha held", "right"),
    ):  # fmt: skip
        table.add_column(name, justify=side)  # type: ignore[arg-type]  # rich names its sides by literals
    for row in ordered(picture.rows):
        table.add_row(*_cells(row), style="dim" if row.role == "owner" else None)
    return table


def ordered(rows: tuple[Row, ...]) -> list[Row]:
    """Return miners first, the best paid on top, then validators, then the owner."""
    rank = {"miner": 0, "validator": 1, "owner": 2}
    return sorted(rows, key=lambda row: (rank[row.role], -row.incentive, -row.dividends, row.uid))


def _cells(row: Row) -> tuple[str, ...]:
    average = "" if row.score is None else f"{row.score:.3f}"
    score = "caught" if row.cheated else average
    return (
        str(row.uid), row.name, NOTES.get(row.name, "owns the subnet"), score, f"{row.incentive:.4f}",
        f"{row.dividends:.4f}", f"{row.emission:,.3f}", f"{row.stake:,.3f}",
    )  # fmt: skip
