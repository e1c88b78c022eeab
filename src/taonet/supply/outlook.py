"""What a schedule looks like from where a chain stands: a table, two charts, and all of it for programs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, final

import msgspec

from taonet.chart import Chart, Line
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.pallets.subtensor.math.emission import Curve
from taonet.supply.schedule import Stretch, schedule, spelled, years

MOST_YEARS: Final = 7_900
"""Beyond which the calendar of Python ends."""
SHOWN: Final = 10
"""Halvings on a chart: most of it happens in the first ones, and the tail would make the rest a wall."""
_HEAD: Final = "{:>8} {:>13} {:>10} {:>14} {:>21} {:>9}"


@final
class Start(msgspec.Struct, frozen=True):
    """Where a schedule begins: rao that exist, the curve, the time, seconds from block to block, of what, and the height.

    `begun` is what existed before the first block of the chain, where that is known.
    """

    issuance: int
    curve: Curve
    at: datetime | None
    seconds: float
    symbol: str
    name: str
    height: int = 0
    begun: int | None = None


@final
class Outlook(msgspec.Struct, frozen=True):
    """A schedule from its start, with `recycled` rao destroyed in every block, and beside it the one without."""

    start: Start
    recycled: int
    stretches: Sequence[Stretch]
    plain: Sequence[Stretch]

    def date(self, stretch: Stretch) -> str | None:
        """Return the day on which a stretch begins, None where the start has none or it is too far away."""
        at, after = self.start.at, stretch.first_block
        if at is None or years(after, self.start.seconds) > MOST_YEARS:
            return None
        return (at + timedelta(seconds=after * self.start.seconds)).strftime("%Y-%m-%d")

    @property
    def later(self) -> int | None:
        """Return how many blocks later the next halving comes for what is recycled; None where one of both never comes."""
        if len(self.stretches) < 2 or len(self.plain) < 2:
            return None
        return self.stretches[1].first_block - self.plain[1].first_block

    @property
    def put_off(self) -> int | None:
        """Return by how many blocks what the chain has recycled so far has put off its next halving, where that is known."""
        if self.start.begun is None or len(self.plain) < 2:
            return None
        next_one = self.plain[1]
        meant = next(
            (one for one in schedule(self.start.begun, curve=self.start.curve) if one.halvings == next_one.halvings),
            None,
        )
        return None if meant is None else self.start.height + next_one.first_block - meant.first_block


def outlook(start: Start, recycled: int = 0) -> Outlook:
    """Return what comes from a start on."""
    stretches = tuple(schedule(start.issuance, recycled=recycled, curve=start.curve))
    return Outlook(start, recycled, stretches, tuple(schedule(start.issuance, curve=start.curve)))


def table(view: Outlook, rows: int) -> list[str]:
    """Return the schedule as lines of at most 80 columns, up to so many halvings."""
    start, cap = view.start, view.start.curve.cap
    lines = [
        f"{start.name}: {start.issuance / RAO_PER_TAO:,.9g} of at most {cap / RAO_PER_TAO:,.9g} {start.symbol} exist",
        *([f"{view.recycled / RAO_PER_TAO:.9g} are recycled in every block"] if view.recycled else []),
        "",
        _HEAD.format(
            "halvings", "after block", "date" if start.at else "years", f"{start.symbol} a block", "there are", "of all"
        ),
    ]  # fmt: skip
    for one in view.stretches[:rows]:
        when = view.date(one) or f"{years(one.first_block, start.seconds):,.2f}"
        lines.append(
            _HEAD.format(
                one.halvings, f"{start.height + one.first_block:,}", when, f"{one.emission / RAO_PER_TAO:.9g}",
                f"{one.issuance / RAO_PER_TAO:,.9f}", f"{one.issuance / cap:.4%}",
            )
        )  # fmt: skip
    if len(view.stretches) > rows:
        lines.append(f"{'…':>8}   --rows {len(view.stretches)} shows all")
    return [*lines, *_end(view)]


def _end(view: Outlook) -> list[str]:
    start, last = view.start, view.stretches[-1]
    block = f"{start.height + last.first_block:,}"
    if last.emission == 0:
        lines = [f"after block {block} nothing is issued: in {spelled(last.first_block, start.seconds)}"]
    else:
        lines = [f"after block {block} all that is issued is recycled: it goes on for ever"]
    if view.put_off is not None and view.put_off > 0:
        lines.append(
            f"recycling so far has put off the next halving by {view.put_off:,} blocks, "
            f"{spelled(view.put_off, start.seconds)}"
        )
    if view.recycled and view.later is not None:
        wait = spelled(view.later, start.seconds)
        lines.append(f"for what is recycled, the next halving comes {view.later:,} blocks, {wait}, later")
    return lines


def charts(view: Outlook) -> tuple[Chart, Chart]:
    """Return the charts of what there is and of what a block issues; the first has the line without recycling, too."""
    there = [Line("there are", _issued(view.start, view.stretches))]
    if view.recycled:
        there.append(Line("without recycling", _issued(view.start, view.plain)))
    symbol = view.start.symbol
    return (
        Chart(f"{symbol} that there are (millions)", "years", there),
        Chart(f"{symbol} a block", "years", [Line("a block issues", _emitted(view.start, view.stretches))]),
    )


def document(view: Outlook) -> dict[str, Any]:
    """Return all of it for programs."""
    start = view.start
    return {
        "name": start.name,
        "symbol": start.symbol,
        "cap": start.curve.cap / RAO_PER_TAO,
        "height": start.height,
        "issuance": start.issuance / RAO_PER_TAO,
        "issuance_rao": start.issuance,
        "recycled_per_block": view.recycled / RAO_PER_TAO,
        "later_blocks": view.later if view.recycled else 0,
        "put_off_blocks": view.put_off,
        "halvings": [
            {
                "halvings": one.halvings,
                "block": start.height + one.first_block,
                "years": years(one.first_block, start.seconds),
                "date": view.date(one),
                "emission_rao": one.emission,
                "issuance_rao": one.issuance,
                "share_of_cap": one.issuance / start.curve.cap,
                "blocks": one.blocks,
            }
            for one in view.stretches
        ],
    }


def _shown(stretches: Sequence[Stretch]) -> list[Stretch]:
    return [one for one in stretches if one.halvings <= stretches[0].halvings + SHOWN]


def _issued(start: Start, stretches: Sequence[Stretch]) -> list[tuple[float, float]]:
    return [(years(one.first_block, start.seconds), one.issuance / RAO_PER_TAO / 1e6) for one in _shown(stretches)]


def _emitted(start: Start, stretches: Sequence[Stretch]) -> list[tuple[float, float]]:
    """Return steps: what a block issues at the beginning and at the end of each stretch."""
    points: list[tuple[float, float]] = []
    for one in _shown(stretches):
        begins, amount = years(one.first_block, start.seconds), one.emission / RAO_PER_TAO
        if points:
            points.append((begins, points[-1][1]))
        points.append((begins, amount))
    return points
