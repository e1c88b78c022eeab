"""The live table."""

from __future__ import annotations

from rich.table import Table

from taonet.demo.figures import Picture, Row
from taonet.demo.plan import PARTS

NOTES = {part.name: part.note for part in PARTS}


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
