"""`taonet export` and `taonet import`: a chain's blocks into a file or pipe, and from there into another chain."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer

from taonet.cli.chain_place import BasePath, default_base_path
from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.cli.signals import raise_when_stopped
from taonet.node.chain.block_file import BadBlocks, BlockReader
from taonet.node.chain.exporting import choose, export_blocks
from taonet.node.chain.genesis import genesis_hash, open_chain
from taonet.node.chain.importing import check_chain, import_blocks
from taonet.node.consensus.port import Halted
from taonet.node.store import StoreError
from taonet.node.store.directory import MARK
from taonet.node.store.reading import open_to_read
from taonet.runtime.construct import RULES
from taonet.runtime.genesis.document import BadGenesis, parse_genesis
from taonet.runtime.rules import UnknownRules

_PIPE: Final = Path("-")
_SHOWN_EVERY: Final = 0.2
_Preset = Annotated[
    str | None, typer.Option("--preset", help="The chain's name, where --base-path is not given. Default: localnet.")
]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file, or - for standard output.")],
    *,
    base_path: BasePath = None,
    preset: _Preset = None,
    first: Annotated[int, typer.Option("--from", min=1, help="The first block.")] = 1,
    last: Annotated[int | None, typer.Option("--to", min=1, help="The last block. Default: the newest.")] = None,
    as_json: _Json = False,
) -> None:
    """Write a chain's blocks into a file, while its node runs or not. `taonet import` takes them over."""
    raise_when_stopped()  # what was begun is removed
    source = base_path or default_base_path(preset or "localnet")
    with told(say_error, StoreError, BadBlocks, Halted, UnknownRules), open_to_read(source) as store:
        chosen = choose(store, first, last)
        with _writing(file) as out, _progress(chosen.first, chosen.last) as report:
            export_blocks(store, chosen, out, report)
    facts = {"file": str(file), "from": chosen.first, "to": chosen.last, "hash": f"0x{chosen.last_hash.hex()}"}
    text = f"{file}: blocks {chosen.first} to {chosen.last} (0x{chosen.last_hash.hex()})"
    typer.echo(json.dumps(facts) if as_json else text, err=file == _PIPE)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `taonet export` wrote, or - for standard input.")],
    *,
    base_path: BasePath = None,
    preset: _Preset = None,
    as_json: _Json = False,
) -> None:
    """Execute the blocks of a file and add them to a chain, or to a new one. Broken off, it goes on when run again."""
    with told(say_error, StoreError, BadBlocks, Halted, UnknownRules), _reading(file) as source:
        reader = BlockReader(source)
        named = reader.preamble
        try:
            genesis = parse_genesis(named.genesis_file)
        except BadGenesis as error:
            raise BadBlocks(f"the file's genesis: {error}") from error
        target = base_path or default_base_path(preset or genesis.name)
        if not (target / MARK).exists():  # a chain that would be made in vain
            check_chain(named, genesis_hash(genesis), RULES)
        with open_chain(genesis, target) as machine, _progress(named.first, named.last) as report:
            done = import_blocks(machine, reader, report)
            best = machine.best
    facts = {
        "path": str(target), "block": best.header.number, "hash": f"0x{best.hash.hex()}", "new": done.new, "known": done.known
    }  # fmt: skip
    text = f"{target}: {done.new} blocks imported, {done.known} were there; the newest is {best.header.number} (0x{best.hash.hex()})"
    typer.echo(json.dumps(facts) if as_json else text)


@contextmanager
def _writing(file: Path) -> Generator[BinaryIO]:
    """Open the file to write; it has its name only once it is whole, and is gone where the body fails."""
    if file == _PIPE:
        if sys.stdout.isatty():
            raise typer.BadParameter("blocks are not for a terminal: name a file, or pipe them on", param_hint="'FILE'")
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if file.exists() and not file.is_file():  # a named pipe
        with file.open("wb") as out:
            yield out
        return
    if file.exists():
        raise BadBlocks(f"{file} is there already; name another file")
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _reading(file: Path) -> Generator[BinaryIO]:
    if file != _PIPE:
        with file.open("rb") as source:
            yield source
        return
    if sys.stdin.isatty():
        raise typer.BadParameter("no blocks come from a terminal: name a file, or pipe them in", param_hint="'FILE'")
    yield sys.stdin.buffer


@contextmanager
def _progress(first: int, last: int) -> Generator[Callable[[int], None]]:
    """Show on a terminal how far a walk over blocks is."""
    began = shown = time.monotonic()

    def report(number: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= _SHOWN_EVERY and sys.stderr.isatty():
            shown = now
            rate = (number - first + 1) / (now - began)
            typer.echo(f"\rblock {number} of {last}, {rate:.0f} a second \x1b[K", err=True, nl=False)

    try:
        yield report
    finally:
        if shown != began:
            typer.echo("\r\x1b[K", err=True, nl=False)
