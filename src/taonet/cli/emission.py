"""`taonet emission`: when the token halves, from any issuance, a genesis file or a running chain."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from taonet.chart import as_png, as_svg, as_text
from taonet.cli.chain_place import read_genesis
from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.node.client import NodeFailure, call
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.genesis.document import BadGenesis, rao_of
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.supply import CURVE_KEY, decode_curve
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.supply.outlook import Start, charts, document, outlook, table
from taonet.supply.schedule import SLOT_SECONDS

_ISSUANCE: Final = f"0x{Staking.TotalIssuance.prefix.hex()}"


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
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw both charts into this .svg or .png file.")] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, max=64, help="Halvings to list.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, with all halvings.")] = False,
) -> None:
    """Show the schedule of a token: what each block issues, when it halves, and when it ends."""
    if sum(one is not None for one in (issuance, network, genesis)) > 1:
        raise typer.BadParameter("--issuance, --network and --genesis each say where the schedule begins: choose one")
    if plot is not None and plot.suffix not in (".svg", ".png"):
        raise typer.BadParameter("name a .svg or a .png file", param_hint="'--plot'")
    with told(say_error, BadGenesis, NodeFailure, OSError):
        begin = _start(issuance, network, genesis, start)
        destroyed = rao_of(recycled, "--recycled")
        view = outlook(begin, destroyed)
        if plot is not None:
            drawn = charts(view)
            plot.write_bytes(as_png(*drawn) if plot.suffix == ".png" else as_svg(*drawn).encode())
    if as_json:
        typer.echo(json.dumps(document(view)))
        return
    width = min(shutil.get_terminal_size().columns, 100)
    lines = table(view, rows)
    for chart in charts(view):
        lines += ["", *as_text(chart, width, height=6)]
    if plot is not None:
        lines += ["", f"{plot}: both plots"]
    typer.echo("\n".join(lines))


def _start(issuance: str | None, network: str | None, genesis: Path | None, at: datetime | None) -> Start:
    since = None if at is None else at.replace(tzinfo=at.tzinfo or UTC)
    if network is not None:
        return _running(network, since)
    if genesis is not None:
        begun = read_genesis(genesis)
        issued = sum(begun.balances.values()) + sum(one.pool_tao for one in begun.subnets)
        return Start(issued, begun.curve, since, begun.block_milliseconds / 1_000, begun.symbol, begun.name)
    issued = 0 if issuance is None else rao_of(issuance, "--issuance")
    if issued > REAL_CURVE.cap:
        raise BadGenesis(f"--issuance: there are never more than {REAL_CURVE.cap // RAO_PER_TAO:,} TAO")
    return Start(issued, REAL_CURVE, since, SLOT_SECONDS, "TAO", "the real network's schedule")


def _running(network: str, since: datetime | None) -> Start:
    """Read from a running chain how high it is, what there is, on which curve, and what its clock says."""
    header = call(network, "chain_getHeader")
    height = int(header["number"], 16)
    head = call(network, "chain_getBlockHash", height)

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
    symbol, name = properties.get("tokenSymbol", "TAO"), call(network, "system_chain")
    return Start(issued, curve, since, SLOT_SECONDS, symbol, name, height, _begun(network))


def _begun(network: str) -> int | None:
    """Return what existed before the first block, None where the node has not kept that state."""
    try:
        found = call(network, "state_getStorage", _ISSUANCE, call(network, "chain_getBlockHash", 0))
    except NodeFailure:
        return None
    return None if found is None else Staking.TotalIssuance.codec.decode(bytes.fromhex(found[2:]))
