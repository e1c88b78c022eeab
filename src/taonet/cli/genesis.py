"""`taonet genesis`: make, check and show the file from which a network begins."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from taonet.cli.app import Command, new_group
from taonet.cli.chain_place import Preset, ensure_sound, new_secret, read_genesis, write_secret
from taonet.cli.failures import told
from taonet.cli.genesis_wizard import Answers, ask, genesis_text
from taonet.cli.output import say_error
from taonet.crypto.keys import keypair_from_uri
from taonet.crypto.ss58 import encode
from taonet.node.chain.genesis import genesis_hash
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.genesis.check import check_genesis
from taonet.runtime.genesis.document import BadGenesis, parse_genesis
from taonet.runtime.genesis.presets import preset_text
from taonet.runtime.genesis.types import Genesis
from taonet.supply.schedule import spelled

app = new_group("Make, check and show the file from which a network begins.")

_File = Annotated[Path, typer.Argument(metavar="FILE", help="A genesis file.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("new", cls=Command)
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to make.")] = Path("genesis.toml"),
    *,
    name: Annotated[str | None, typer.Option("--name", help="The network's name.")] = None,
    symbol: Annotated[str | None, typer.Option("--symbol", help="What its token is called.")] = None,
    cap: Annotated[int | None, typer.Option("--cap", min=1, help="How many tokens there will ever be.")] = None,
    halving: Annotated[
        int | None, typer.Option("--halving", min=1, help="Blocks in which half of them is issued.")
    ] = None,
    block_seconds: Annotated[
        float | None, typer.Option("--block-seconds", min=0.001, help="Wall seconds from block to block.")
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", help="ADDRESS=TOKENS: an account and its first tokens; repeatable.")
    ] = None,
    subnets: Annotated[
        int | None, typer.Option("--subnets", min=0, max=128, help="How many subnets are there from the start.")
    ] = None,
    producer: Annotated[
        list[str] | None,
        typer.Option("--producer", help="Address of a key that makes blocks; repeatable. Default: a new key."),
    ] = None,
    sudo: Annotated[str | None, typer.Option("--sudo", help="Address with root's powers. Default: nobody.")] = None,
    votes: Annotated[
        bool | None, typer.Option("--votes/--no-votes", help="Whether holders of tokens decide by votes. Default: no.")
    ] = None,
    development: Annotated[
        bool, typer.Option("--development", help="A network for development: known keys, and a developer's powers.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask; take defaults for what is not given.")] = False,
    as_json: _Json = False,
) -> None:
    """Make a genesis file, and a key for its first producer. Asks for what is not given, at a terminal."""
    given = Answers(
        name=name,
        symbol=symbol,
        cap=cap,
        halving=halving,
        block_seconds=block_seconds,
        accounts=account,
        subnets=subnets,
        producers=producer,
        sudo=sudo,
        votes=votes,
        production=not development,
    )
    with told(say_error, BadGenesis):
        if file.exists():
            raise BadGenesis(f"{file} is there already; name another file")
        full = given.complete() if yes or as_json or not sys.stdin.isatty() else ask(given)
        secret, key_file = new_secret(), None if full.producers else file.with_suffix(".author")
        if key_file is not None:
            full = full.with_producer(encode(keypair_from_uri(secret).public))
        text = genesis_text(full)
        genesis = ensure_sound(parse_genesis(text))
        if key_file is not None:
            _keep_secret(key_file, secret)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    facts = _facts(genesis) | {"file": str(file), "author": None if key_file is None else str(key_file)}
    lines = [f"{file}: the network {genesis.name}, genesis {facts['hash']}"]
    if key_file is not None:
        lines.append(f"{key_file}: the secret of its producer; keep it to yourself, and a copy of it")
    use = f"taonet up --genesis {file}" + ("" if key_file is None else f" --author {key_file}")
    lines.append(f"start it with: {use}")
    typer.echo(json.dumps(facts) if as_json else "\n".join(lines))


@app.command("check", cls=Command)
def check(file: _File, *, as_json: _Json = False) -> None:
    """Say what a genesis file means and what is wrong with it; exit code 1 if anything is."""
    with told(say_error, BadGenesis):
        genesis = read_genesis(file)
        faults = check_genesis(genesis)
        if as_json:
            typer.echo(json.dumps(_facts(genesis) | {"faults": faults}))
        else:
            typer.echo("\n".join(_words(genesis)))
        if faults and as_json:
            raise SystemExit(1)
        if faults:
            raise BadGenesis("; ".join(faults))


@app.command("hash", cls=Command)
def hash_(file: _File, *, as_json: _Json = False) -> None:
    """Print the genesis hash: two nodes with the same one are of the same network."""
    with told(say_error, BadGenesis):
        found = f"0x{genesis_hash(ensure_sound(read_genesis(file))).hex()}"
    typer.echo(json.dumps({"file": str(file), "hash": found}) if as_json else found)


@app.command("show", cls=Command)
def show(preset: Annotated[Preset, typer.Argument(help="A preset.")]) -> None:
    """Print the genesis file of a preset, to begin one's own with."""
    typer.echo(preset_text(preset.value), nl=False)


def _keep_secret(file: Path, secret: str) -> None:
    try:
        write_secret(file, secret)
    except FileExistsError as error:
        raise BadGenesis(f"{file} is there already: take that key with --producer, or name another FILE") from error


def _facts(genesis: Genesis) -> dict[str, Any]:
    curve = genesis.curve
    return {
        "name": genesis.name,
        "production": genesis.production,
        "hash": None if check_genesis(genesis) else f"0x{genesis_hash(genesis).hex()}",
        "symbol": genesis.symbol,
        "cap": curve.cap // RAO_PER_TAO,
        "block_emission": curve.first / RAO_PER_TAO,
        "blocks_to_half": curve.blocks_to_half,
        "block_seconds": genesis.block_milliseconds / 1_000,
        "issued": (sum(genesis.balances.values()) + sum(one.pool_tao for one in genesis.subnets)) / RAO_PER_TAO,
        "accounts": len(genesis.balances),
        "subnets": [one.netuid for one in genesis.subnets],
        "producers": [encode(one) for one in genesis.authorities],
        "sudo": None if genesis.sudo is None else encode(genesis.sudo),
        "votes": genesis.votes,
        "beacon": "offline" if genesis.offline_beacon else "quicknet",
    }


def _words(genesis: Genesis) -> list[str]:
    facts = _facts(genesis)
    wait = spelled(facts["blocks_to_half"], facts["block_seconds"])
    kind = "production" if genesis.production else "development"
    return [
        f"network    {genesis.name}, for {kind}",
        f"token      {genesis.symbol}, at most {facts['cap']:,}; {facts['block_emission']:,.9g} a block at first",
        f"halving    half of all in {facts['blocks_to_half']:,} blocks, which are {wait}",
        f"issued     {facts['issued']:,.9g} at the start, to {facts['accounts']} accounts and the pools",
        f"subnets    {', '.join(map(str, facts['subnets'])) or 'none'}",
        f"producers  {', '.join(facts['producers']) or 'none'}",
        f"sudo       {facts['sudo'] or 'nobody'}",
        f"votes      {'the holders of tokens decide' if genesis.votes else 'none'}",
        f"beacon     {'offline: its secret is known' if genesis.offline_beacon else 'quicknet, the public one of drand'}",
        f"genesis    {facts['hash'] or 'none, as something is wrong'}",
    ]
