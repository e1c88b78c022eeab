"""The demo's table, as many columns as fit. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from taonet.demo.figures import Picture, Row
from taonet.demo.plan import seats
from taonet.demo.story import Story

COLUMNS: Final = {
    "uid": 3, "neuron": -8, "what it does": -30, "score": 6, "incentive": 9, "dividends": 9, "alpha held": 10,
    "earned": 10, "is in TAO": 10, "last epoch": 10,
}  # fmt: skip
"""Widths by name; a negative one holds words, which begin left."""
LEAVE_OUT: Final = ("last epoch", "what it does", "alpha held", "dividends", "earned", "is in TAO")
"""What goes first where there is no room."""
GAP: Final = 2


def table(picture: Picture, start: Picture, story: Story, width: int) -> list[str]:
    """Return the lines of the table: a head, then a neuron a line."""
    names = _columns(width)
    earned = picture.earned_since(start)
    notes = {seat.name: seat.note for seat in seats(story.cast)}
    rows = [
        _cells(row, earned[row.name], picture.price, story) | {"what it does": notes[row.name]} for row in picture.rows
    ]
    return [_set(names, {name: name for name in names}), *(_set(names, cells) for cells in rows)]


def title(picture: Picture) -> str:
    """Return what stands over the table."""
    return f"subnet {picture.netuid} · block {picture.block:,} · epoch {picture.epochs} · 1 alpha = {picture.price:.4f} TAO"


def _columns(width: int) -> list[str]:
    names = list(COLUMNS)
    for name in LEAVE_OUT:
        if sum(abs(COLUMNS[one]) for one in names) + GAP * (len(names) - 1) <= width:
            break
        names.remove(name)
    return names


def _set(names: list[str], cells: Mapping[str, str]) -> str:
    parts = [f"{cells[name]:{'>' if COLUMNS[name] > 0 else '<'}{abs(COLUMNS[name])}}" for name in names]
    return (" " * GAP).join(parts).rstrip()


def _cells(row: Row, earned: float, price: float, story: Story) -> dict[str, str]:
    found = story.judged.get(row.name)
    average = story.averages.get(row.name)
    score = "" if average is None else f"{average:.3f}"
    return {
        "uid": str(row.uid),
        "neuron": row.name,
        "score": "caught" if found is not None and found.cheated else score,
        "incentive": f"{row.incentive:.1%}" if row.role == "miner" else "",
        "dividends": f"{row.dividends:.1%}" if row.role == "validator" else "",
        "alpha held": f"{row.stake:,.2f}",
        "earned": f"{earned:,.2f}",
        "is in TAO": f"{earned * price:,.2f}",
        # The owner's cut is no emission of a neuron: the chain keeps no figure of it for one epoch.
        "last epoch": "" if row.role == "owner" else f"{row.emission:,.2f}",
    }
