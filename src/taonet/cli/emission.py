"""`taonet emission`: when the token halves, from any issuance, a genesis file or a running chain."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, final

import msgspec
import typer

from taonet.chart import Chart, Line, as_png, as_svg, as_text
from taonet.cli.chain_place import read_genesis
from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.node.client import NodeFailure, call
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.genesis.document import BadGenesis, rao_of
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.supply import CURVE_KEY, decode_curve
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.supply.schedule import SLOT_SECONDS, Stretch, schedule, years

_HEAD: Final = "{:>8} {:>13} {:>10} {:>14} {:>22} {:>10}"
MOST_YEARS: Final = 9_000
"""Beyond which the calendar of Python ends."""


@final
class Start(msgspec.Struct, frozen=True):
    """Where a schedule begins: rao that exist, the curve, the time, seconds from block to block, and of what."""

    issuance: int
    curve: Curve
    at: datetime | None
    seconds: float
    symbol: str
    name: str


def emission(
    *,
    issuance: Annotated[
        str | None, typer.Option("--issuance", help="Tokens that exist now. Default: none, the whole schedule.")
    ] = None,
    network: Annotated[
        str | None, typer.Option("--network", help="Begin where this running chain is: its http:// or ws:// address.")
    ] = None,
    genesis: Annotated[
        Path | None, typer.Option("--genesis", help="Begin where this genesis file does, on its curve.")
    ] = None,
    recycled: Annotated[
        str, typer.Option("--recycled", help="Tokens that are recycled in every block, and issued again later.")
    ] = "0",
    start: Annotated[
        datetime | None, typer.Option("--from", help="Date of the first block, for dates of the halvings.")
    ] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw the issuance into this .svg or .png file.")] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, max=64, help="Halvings to list.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, with all halvings.")] = False,
) -> None:
    """Show the schedule of a token: what each block issues, when it halves, and when it ends."""
    if sum(one is not None for one in (issuance, network, genesis)) > 1:
        raise typer.BadParameter("--issuance, --network and --genesis each say where the schedule begins: choose one")
    if plot is not None and plot.suffix not in (".svg", ".png"):
        raise typer.BadParameter("name a .svg or a .png file", param_hint="'--plot'")
    with told(say_error, BadGenesis, NodeFailure):
        begin = _start(issuance, network, genesis, start)
        destroyed = rao_of(recycled, "--recycled")
        stretches = list(schedule(begin.issuance, recycled=destroyed, curve=begin.curve))
        plain = stretches if not destroyed else list(schedule(begin.issuance, curve=begin.curve))
        if plot is not None:
            chart = _chart(begin, stretches, plain if destroyed else None)
            plot.write_bytes(as_png(chart) if plot.suffix == ".png" else as_svg(chart).encode())
    if as_json:
        typer.echo(json.dumps(_document(begin, stretches, destroyed)))
        return
    width = min(shutil.get_terminal_size().columns, 100)
    typer.echo("\n".join(_table(begin, stretches, plain, rows, destroyed)))
    typer.echo("\n" + "\n".join(as_text(_chart(begin, stretches, None), width)))
    if plot is not None:
        typer.echo(f"\n{plot}: the plot")


def _start(issuance: str | None, network: str | None, genesis: Path | None, at: datetime | None) -> Start:
    since = None if at is None else at.replace(tzinfo=at.tzinfo or UTC)
    if network is not None:
        return _running(network, since)
    if genesis is not None:
        begun = read_genesis(genesis)
        issued = sum(begun.balances.values()) + sum(one.pool_tao for one in begun.subnets)
        return Start(issued, begun.curve, since, begun.block_milliseconds / 1_000, begun.symbol, begun.name)
    issued = 0 if issuance is None else rao_of(issuance, "--issuance")
    return Start(issued, REAL_CURVE, since, SLOT_SECONDS, "TAO", "the real network's schedule")


def _running(network: str, since: datetime | None) -> Start:
    """Read from a running chain what there is, on which curve, and what its clock says."""
    head = call(network, "chain_getBlockHash")

    def value(key: bytes) -> bytes | None:
        found = call(network, "state_getStorage", f"0x{key.hex()}", head)
        return None if found is None else bytes.fromhex(found[2:])

    chosen = value(CURVE_KEY)
    curve = REAL_CURVE if chosen is None else decode_curve(chosen)
    raw = value(Staking.TotalIssuance.prefix)
    issued = 0 if raw is None else Staking.TotalIssuance.codec.decode(raw)
    clock = value(Timestamp.Now.prefix)
    if since is None and clock is not None:
        since = datetime.fromtimestamp(Timestamp.Now.codec.decode(clock) / 1_000, UTC)
    properties: dict[str, str] = call(network, "system_properties") or {}
    return Start(
        issued, curve, since, SLOT_SECONDS, properties.get("tokenSymbol", "TAO"), call(network, "system_chain")
    )


def _table(begin: Start, stretches: list[Stretch], plain: list[Stretch], rows: int, recycled: int) -> list[str]:
    cap = begin.curve.cap
    lines = [
        f"{begin.name}: {begin.issuance / RAO_PER_TAO:,.9g} of at most {cap / RAO_PER_TAO:,.9g} {begin.symbol} exist"
        + (f"; {recycled / RAO_PER_TAO:g} are recycled in every block" if recycled else ""),
        "",
        _HEAD.format(
            "halvings", "block", "date" if begin.at else "years", f"{begin.symbol} a block", "there are", "of the cap"
        ),
    ]
    for one in stretches[:rows]:
        when = _date(begin, one.first_block) or f"{years(one.first_block, begin.seconds):,.2f}"
        lines.append(
            f"{one.halvings:>8} {one.first_block:>13,} {when:>10} {one.emission / RAO_PER_TAO:>14.9g} "
            f"{one.issuance / RAO_PER_TAO:>22,.9f} {one.issuance / cap:>10.4%}"
        )
    if len(stretches) > rows:
        lines.append(f"{'…':>8}   --rows {len(stretches)} shows all")
    last = stretches[-1]
    if last.emission == 0:
        lines.append(
            f"issuing ends at block {last.first_block:,}, after {years(last.first_block, begin.seconds):,.1f} years"
        )
    else:
        lines.append(f"from block {last.first_block:,} on all that is issued is recycled: it goes on for ever")
    if recycled and len(stretches) > 1 and len(plain) > 1:
        later = stretches[1].first_block - plain[1].first_block
        lines.append(
            f"the next halving comes {later:,} blocks later than without recycling, "
            f"which are {later * begin.seconds / 86_400:,.1f} days"
        )
    return lines


def _document(begin: Start, stretches: list[Stretch], recycled: int) -> dict[str, Any]:
    return {
        "name": begin.name,
        "symbol": begin.symbol,
        "cap": begin.curve.cap / RAO_PER_TAO,
        "issuance": begin.issuance / RAO_PER_TAO,
        "recycled_per_block": recycled / RAO_PER_TAO,
        "halvings": [
            {
                "halvings": one.halvings,
                "block": one.first_block,
                "years": years(one.first_block, begin.seconds),
                "date": _date(begin, one.first_block),
                "emission_rao": one.emission,
                "issuance_rao": one.issuance,
                "blocks": one.blocks,
            }
            for one in stretches
        ],
    }


def _date(begin: Start, block: int) -> str | None:
    if begin.at is None or years(block, begin.seconds) > MOST_YEARS:
        return None
    return (begin.at + timedelta(seconds=block * begin.seconds)).strftime("%Y-%m-%d")


def _chart(begin: Start, stretches: list[Stretch], plain: list[Stretch] | None) -> Chart:
    lines = [Line("there are", _points(begin, stretches))]
    if plain is not None:
        lines.append(Line("without recycling", _points(begin, plain)))
    return Chart(f"{begin.symbol} that there are (millions)", "years", lines)


def _points(begin: Start, stretches: list[Stretch]) -> list[tuple[float, float]]:
    # Most of it happens in the first ten halvings; the tail would make the rest a wall.
    shown = [one for one in stretches if one.halvings <= stretches[0].halvings + 10]
    return [(years(one.first_block, begin.seconds), one.issuance / RAO_PER_TAO / 1e6) for one in shown] or [(0.0, 0.0)]
