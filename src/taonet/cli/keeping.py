"""`taonet backup` and `taonet purge`: copy or remove a chain on disk."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from taonet.cli.chain_place import BasePath, default_base_path
from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.node.store.copies import copy_store, remove_store
from taonet.node.store.directory import DATA
from taonet.node.store.port import StoreError

T = TypeVar("T")

_Preset = Annotated[str, typer.Option("--preset", help="The chain's name, where --base-path is not given.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_MEGABYTE: Final = 1_000_000


def backup(
    directory: Annotated[Path, typer.Argument(help="A directory for the copy: a new one, or an empty one.")],
    *,
    base_path: BasePath = None,
    preset: _Preset = "localnet",
    as_json: _Json = False,
) -> None:
    """Copy a chain as of its newest block, while its node runs or not. The copy is a --base-path of its own."""
    source = base_path or default_base_path(preset)
    with told(say_error, StoreError):
        number = _with_progress(lambda: copy_store(source, directory), source / DATA, directory / DATA)
        size = (directory / DATA).stat().st_size
    facts = {"path": str(directory), "block": number, "bytes": size}
    text = f"{directory}: the chain up to block {number}, {size / _MEGABYTE:.1f} MB"
    typer.echo(json.dumps(facts) if as_json else text)


def purge(
    *,
    base_path: BasePath = None,
    preset: _Preset = "localnet",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: _Json = False,
) -> None:
    """Remove a chain from disk. Asks before it does; refuses while a node uses it."""
    path = base_path or default_base_path(preset)
    if not yes:
        _ask(path)
    with told(say_error, StoreError):
        freed = remove_store(path)
    text = f"{path}: removed, {freed / _MEGABYTE:.1f} MB freed"
    typer.echo(json.dumps({"path": str(path), "bytes": freed}) if as_json else text)


def _ask(path: Path) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter("nobody can be asked here: say --yes to remove the chain")
    if not typer.confirm(f"Remove the chain in {path}?", err=True):
        raise typer.Exit(1)


def _with_progress(work: Callable[[], T], source: Path, target: Path) -> T:
    """Run a copy; on a terminal, show how much of it is done."""
    over = threading.Event()

    def show() -> None:
        while not over.wait(0.2):
            done, whole = (file.stat().st_size if file.is_file() else 0 for file in (target, source))
            typer.echo(f"\r{done / _MEGABYTE:.0f} of at most {whole / _MEGABYTE:.0f} MB ", err=True, nl=False)
        typer.echo("\r\x1b[K", err=True, nl=False)

    shown = threading.Thread(target=show, daemon=True)
    if sys.stderr.isatty():
        shown.start()
    try:
        return work()
    finally:
        over.set()
        if shown.ident is not None:
            shown.join()
