"""Which chain, and where it is kept: what all commands that work on one share."""

from __future__ import annotations

import os
import re
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import platformdirs
import typer

from taonet.crypto.keys import Keypair, keypair_from_uri
from taonet.crypto.ss58 import encode
from taonet.node.chain.genesis import stored_genesis
from taonet.node.store import StoreError
from taonet.node.store.directory import MARK
from taonet.node.store.reading import open_to_read
from taonet.runtime.genesis.check import check_genesis
from taonet.runtime.genesis.document import MAX_BYTES, BadGenesis, parse_genesis, with_producer
from taonet.runtime.genesis.presets import preset_text
from taonet.runtime.genesis.types import Genesis

DEV_AUTHOR: Final = "//One"


class Preset(StrEnum):
    """The genesis files that come along."""

    localnet = "localnet"
    holders = "holders"
    fair = "fair"


BasePath = Annotated[
    Path | None, typer.Option("--base-path", help="Where the chain is kept. Default: the platform's data directory.")
]
PresetOption = Annotated[
    Preset | None, typer.Option("--preset", help="Which chain that comes along. Default: the one there, or localnet.")
]
GenesisOption = Annotated[
    Path | None, typer.Option("--genesis", help="A file that says where a new chain begins; see `taonet genesis`.")
]


def default_base_path(name: str) -> Path:
    """Return where a chain is kept by default."""
    folder = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    return Path(platformdirs.user_data_dir("taonet", appauthor=False)) / "chains" / folder


def read_genesis(file: Path) -> Genesis:
    """Return the genesis that a file says; raises `BadGenesis` for one from which no chain can begin."""
    if not file.is_file():
        raise BadGenesis(f"there is no file {file}; `taonet genesis new {file}` makes one")
    if file.stat().st_size > MAX_BYTES:
        raise BadGenesis(f"{file} is larger than a genesis file may be, {MAX_BYTES >> 20} MiB")
    try:
        return parse_genesis(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise BadGenesis(f"{file} is no text") from error
    except BadGenesis as error:
        raise BadGenesis(f"{file}: {error}") from error


def chosen_genesis(base_path: Path | None, preset: str | None, file: Path | None) -> Genesis:
    """Return the genesis that a command line names: by file, by preset, or as the chain in the base path has it.

    Without a base path the chain is kept nowhere, and no chain on this machine matters.
    """
    if file is not None and preset is not None:
        raise typer.BadParameter("--genesis and --preset both say where the chain begins: choose one")
    if file is not None:
        return read_genesis(file)
    if base_path is not None and (base_path / MARK).is_file():
        with open_to_read(base_path) as store:
            there = stored_genesis(store)
        if there is not None and preset in (None, there.name):
            return there
    return parse_genesis(preset_text(preset or "localnet"))


def ensure_sound(genesis: Genesis) -> Genesis:
    """Return a genesis in which nothing is wrong; raises `BadGenesis` with all that is."""
    faults = check_genesis(genesis)
    if faults:
        raise BadGenesis(f"{genesis.name}: {'; '.join(faults)}")
    return genesis


def author_of(genesis: Genesis, author: str | None, base_path: Path | None) -> tuple[Genesis, Keypair]:
    """Return the key that makes blocks, and the genesis with it as producer where that named none.

    `author` is a secret URI or a file with one. Without it a development chain is //One's, and any other chain has a key
    that is made for it beside its base path, or is forgotten with a chain in memory.
    """
    if author is not None:
        pair = keypair_from_uri(_secret(author))
    elif not genesis.production:
        pair = keypair_from_uri(DEV_AUTHOR)
    else:
        pair = keypair_from_uri(_own_secret(base_path))
    if not genesis.authorities:
        genesis = parse_genesis(with_producer(genesis.text, encode(pair.public)))
    if pair.public not in genesis.authorities:
        raise BadGenesis(
            f"{encode(pair.public)} makes no blocks on {genesis.name}, only "
            f"{', '.join(encode(one) for one in genesis.authorities)}: give a producer's secret with --author FILE"
        )
    return ensure_sound(genesis), pair


def key_file_of(base_path: Path) -> Path:
    """Return the file beside a chain with the secret of its own producer."""
    return base_path.with_name(f"{base_path.name}.author")


def new_secret() -> str:
    """Return a new secret of a producer, drawn by the operating system."""
    return f"0x{secrets.token_hex(32)}"


def write_secret(file: Path, secret: str) -> str:
    """Write a secret into a new file that only its user can read, and return it; no file is overwritten."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
        out.write(f"{secret}\n")
    return secret


def _own_secret(base_path: Path | None) -> str:
    if base_path is None:
        return new_secret()
    file = key_file_of(base_path)
    return _secret(str(file)) if file.exists() else write_secret(file, new_secret())


def _secret(author: str) -> str:
    if author.startswith("//"):
        return author
    file = Path(author)
    if not file.is_file():
        raise StoreError(f"there is no file {author} with a producer's secret")
    return file.read_text("utf-8").strip()
