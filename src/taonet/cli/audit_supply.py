"""`taonet audit supply`: every rao of a chain back to a mint, a burn or a recycle.

Exit codes: 0 when everything is explained, 1 when something is wrong or cannot be read, 2 for a wrong command line.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from taonet.cli.chain_place import BasePath, default_base_path
from taonet.cli.failures import told
from taonet.cli.output import FAILURE, say_error
from taonet.cli.signals import raise_when_stopped
from taonet.cli.supply_text import text_of
from taonet.node.client import NodeFailure
from taonet.primitives.ids import Hash
from taonet.supply.audit.filed import Filed
from taonet.supply.audit.live import audit_node
from taonet.supply.audit.report import Report
from taonet.supply.audit.run import MOST_SHOWN, Progress, audit
from taonet.supply.audit.sources import CannotAudit
from taonet.supply.audit.stored import open_stored

_PIPE: Final = "-"
_SHOWN_EVERY: Final = 0.2


def audit_supply(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="[SOURCE]", help="A node's address, a chain's directory, or an exported file (- for a pipe)."
        ),
    ] = None,
    *,
    network: Annotated[
        str | None, typer.Option("--network", help="A running node: its http:// or ws:// address.")
    ] = None,
    base_path: BasePath = None,
    file: Annotated[
        str | None, typer.Option("--file", help="A file that `taonet export` wrote, or - for standard input.")
    ] = None,
    preset: Annotated[
        str | None, typer.Option("--preset", help="The chain's name, where nothing else says it. Default: localnet.")
    ] = None,
    first: Annotated[
        int | None,
        typer.Option("--from", min=1, help="The first block. Default: the first whose state before is kept."),
    ] = None,
    last: Annotated[int | None, typer.Option("--to", min=1, help="The last block. Default: the newest.")] = None,
    genesis_hash: Annotated[
        str | None,
        typer.Option("--genesis-hash", help="Demand this hash of block 0, as `taonet genesis hash` prints it."),
    ] = None,
    holders: Annotated[
        int, typer.Option("--holders", min=0, max=100_000, help="Accounts and stakes to list.")
    ] = MOST_SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Trace every rao of a chain, and all alpha, to a mint, a burn or a recycle, block by block.

    Executes the blocks again, holds what is stored against what they come to, and names each difference: the item, the
    account or subnet, the block, what was expected and what is there.
    """
    raise_when_stopped()
    demanded = None if genesis_hash is None else _hash(genesis_hash)
    chosen = _chosen(source, network, base_path, file, preset)
    with told(_as_json if as_json else say_error, CannotAudit, NodeFailure), _progress(as_json=as_json) as progress:
        report = _audited(chosen, first, last, holders, demanded, progress)
    typer.echo(json.dumps(_document(report)) if as_json else "\n".join(text_of(report)))
    if not report.holds:
        raise typer.Exit(FAILURE)


def _chosen(
    source: str | None, network: str | None, base_path: Path | None, file: str | None, preset: str | None
) -> str | Path:
    """Return the one source that a command line names: an address or a pipe as text, a directory or file as a path."""
    named = [one for one in (source, network, base_path, file) if one is not None]
    if len(named) > 1 or (named and preset is not None):
        raise typer.BadParameter("SOURCE, --network, --base-path, --file and --preset each name a chain: choose one")
    if not named:
        return default_base_path(preset or "localnet")
    if network is not None:
        return network
    if base_path is not None:
        return base_path
    place = file or source or ""
    if place == _PIPE or (file is None and "://" in place):
        return place
    if file is not None and Path(place).is_dir():
        raise typer.BadParameter(f"{place} is a directory: name it with --base-path", param_hint="'--file'")
    return Path(place)


def _audited(
    chosen: str | Path, first: int | None, last: int | None, holders: int, demanded: Hash | None, progress: Progress
) -> Report:
    if chosen == _PIPE:
        if sys.stdin.isatty():
            raise typer.BadParameter("no blocks come from a terminal: name a file, or pipe them in")
        pipe = Filed(sys.stdin.buffer, "standard input", first, last)
        return audit(pipe, holders=holders, expected_genesis=demanded, progress=progress)
    if isinstance(chosen, str):
        return audit_node(chosen, first, last, holders=holders, expected_genesis=demanded, progress=progress)
    if chosen.is_file():
        with chosen.open("rb") as blocks:
            filed = Filed(blocks, f"the file {chosen}", first, last)
            return audit(filed, holders=holders, expected_genesis=demanded, progress=progress)
    if not chosen.exists():
        raise CannotAudit(
            f"there is nothing at {chosen}: name a node's address, a chain's directory or an exported file"
        )
    with open_stored(chosen, first, last) as stored:
        return audit(stored, holders=holders, expected_genesis=demanded, progress=progress)


def _hash(text: str) -> Hash:
    try:
        value = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        value = b""
    if len(value) != 32:
        raise typer.BadParameter(
            "a hash has 64 digits in hexadecimal, as `taonet genesis hash` prints it", param_hint="'--genesis-hash'"
        )
    return Hash(value)


def _document(report: Report) -> dict[str, object]:
    return {"holds": report.holds, **msgspec.to_builtins(report)}


def _as_json(message: str) -> None:
    typer.echo(json.dumps({"error": message}), err=True)


@contextmanager
def _progress(*, as_json: bool) -> Generator[Progress]:
    """Show on a terminal how far the audit is."""
    began = shown = time.monotonic()
    first: int | None = None
    wanted = sys.stderr.isatty() and not as_json

    def report(number: int) -> None:
        nonlocal shown, first
        first = number if first is None else first
        now = time.monotonic()
        if wanted and now - shown >= _SHOWN_EVERY:
            shown = now
            rate = (number - first + 1) / (now - began)
            typer.echo(f"\rblock {number:,}, {rate:,.0f} a second \x1b[K", err=True, nl=False)

    try:
        yield report
    finally:
        if shown != began:
            typer.echo("\r\x1b[K", err=True, nl=False)
