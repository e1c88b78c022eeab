"""`taonet up`: run a node."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import anyio
import typer

from taonet.cli.chain_place import (
    BasePath,
    GenesisOption,
    Preset,
    PresetOption,
    author_of,
    chosen_genesis,
    default_base_path,
)
from taonet.cli.failures import told
from taonet.cli.output import Output
from taonet.cli.signals import Stop, stop_signals
from taonet.crypto.keys import KeyUriError
from taonet.lines import Level
from taonet.node.chain.author import BlockAuthor
from taonet.node.chain.block import Block
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Halted
from taonet.node.consensus.solo import Sealing
from taonet.node.gc_tuning import spare_collector
from taonet.node.http.server import serve
from taonet.node.node import Node, solo_node
from taonet.node.store import StoreError
from taonet.runtime.genesis.document import BadGenesis
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.drand.offline import is_offline
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.rules import UnknownRules

if TYPE_CHECKING:
    from taonet.node.beacon_client import BeaconClient

DEFAULT_PORT = 9944
DEV_BLOCK_TIME = 1.0
REAL_NAME = "Bittensor"
SWITCH_SECONDS = 0.0005
DURABLE_FROM = 0.1
"""Wall seconds of a slot from which every block is flushed to disk; faster ones survive kill -9, not a power failure."""


def up(
    *,
    base_path: BasePath = None,
    tmp: Annotated[bool, typer.Option("--tmp", help="Keep nothing: a chain that ends with the node.")] = False,
    preset: PresetOption = None,
    genesis: GenesisOption = None,
    author: Annotated[
        str | None,
        typer.Option("--author", help="File with the secret of the producer that makes blocks here, or //Name."),
    ] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="Port for HTTP and WebSocket; 0 takes any.")
    ] = DEFAULT_PORT,
    block_time: Annotated[
        float | None,
        typer.Option(
            "--block-time",
            min=0.001,
            help="Wall seconds of a 12-second slot. 12 is real time. Default: 1, or what the genesis of a network says.",
        ),
    ] = None,
    sealing: Annotated[Sealing, typer.Option("--sealing", help="What makes a block.")] = Sealing.INTERVAL,
    state_root: Annotated[
        bool, typer.Option("--state-root/--no-state-root", help="Compute the state root of each block.")
    ] = True,
    pruning: Annotated[
        int,
        typer.Option(
            "--pruning", min=0, help="Keep the state of this many blocks; 0 keeps all, so that any can be gone back to."
        ),
    ] = 0,
    check_invariants: Annotated[
        bool, typer.Option("--check-invariants", help="Check every invariant of the state after each block.")
    ] = False,
    bare_newtypes: Annotated[
        bool, typer.Option("--bare-newtypes", help="Show amounts as bare integers in metadata, for clients before 11.")
    ] = False,
    shield_grace: Annotated[
        int,
        typer.Option("--shield-grace", min=0, help="Blocks a shield key opens after its turn; for short slots."),
    ] = 0,
    beacon_url: Annotated[
        list[str] | None,
        typer.Option(
            "--beacon-url",
            help="Where pulses of drand's quicknet are fetched, such as https://api.drand.sh; once for each address.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    log_level: Annotated[
        Level, typer.Option("--log-level", help="How much to tell: blocks from info, every answer from debug.")
    ] = Level.info,
) -> None:
    """Run a node: a whole chain in this process, for the official SDK and btcli to talk to."""
    if tmp and base_path is not None:
        raise typer.BadParameter("--tmp keeps nothing and --base-path says where to keep it: choose one")
    out = Output(json=json, level=log_level)
    with told(out.error, StoreError, BadGenesis, KeyUriError, UnknownRules):
        usual = base_path or default_base_path(preset or Preset.localnet)
        chosen = chosen_genesis(None if tmp else usual, preset, genesis)
        path = None if tmp else (base_path or default_base_path(chosen.name))
        begun, key = author_of(chosen, author, path)
    place = str(path) if path is not None else "memory"
    seconds = block_time or (begun.block_milliseconds / 1_000 if begun.production else DEV_BLOCK_TIME)
    producer = BlockAuthor(key, grace=shield_grace)
    # Blocks are built on a thread of their own; answers should get their turn soon.
    sys.setswitchinterval(SWITCH_SECONDS)
    with (
        told(out.error, StoreError, UnknownRules, Halted),
        out.gathering(),
        open_chain(
            begun,
            path,
            author=producer,
            durable=seconds >= DURABLE_FROM,
            keep_root=state_root,
            check_invariants=check_invariants,
        ) as machine,
    ):
        spare_collector()
        node = solo_node(
            machine,
            sealing=sealing,
            block_time=seconds,
            dev=not begun.production,
            pruning=pruning,
            bare_newtypes=bare_newtypes,
            chain_name=_shown_name(begun),
            token_symbol=begun.symbol,
        )
        with stop_signals() as stop:
            client = _beacon_client(machine, producer, beacon_url or [], out)
            anyio.run(_run, node, client, out, host, port, place, stop, backend_options={"use_uvloop": True})


async def _run(
    node: Node, client: BeaconClient | None, out: Output, host: str, port: int, place: str, stop: Stop
) -> None:
    node.machine.feed.listeners.append(partial(_report, out))
    node.notices.append(lambda method, text, facts: out.line("developer", f"{method}: {text}", method=method, **facts))
    async with serve(node, host, port) as server:
        height = node.view.best_number
        out.line(
            "listening",
            f"Listening on {server.websocket} (block #{height}, state in {place}, beacon {_beacon(node, client)})",
            websocket=server.websocket, block=height, genesis=f"0x{node.machine.init_chain().hex()}", path=place,
            beacon=_beacon(node, client),
        )  # fmt: skip
        async with anyio.create_task_group() as tasks:
            loop = asyncio.get_running_loop()
            stop.then(lambda: loop.call_soon_threadsafe(tasks.cancel_scope.cancel))
            if client is not None:
                tasks.start_soon(client.run)
            tasks.start_soon(node.engine.run)
        height = node.view.best_number
        out.line("stopping", f"Stopping at #{height}", block=height)


def _beacon_client(machine: Machine, author: BlockAuthor, urls: list[str], out: Output) -> BeaconClient | None:
    """Return what fetches the pulses of the chain's beacon, if anything does."""
    if urls and is_offline(Drand.BeaconConfig.get(machine.state())):
        raise typer.BadParameter(
            "this chain has a beacon of its own; --beacon-url is for chains that listen to quicknet"
        )
    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise typer.BadParameter(f"--beacon-url wants an address such as https://api.drand.sh, not {url!r}")
    if not urls:
        return None
    from taonet.node.beacon_client import BeaconClient  # noqa: PLC0415  a node that fetches nothing needs no HTTP client

    return BeaconClient(machine, author, urls, lambda text: out.line("beacon", f"Beacon: {text}"))


def _beacon(node: Node, client: BeaconClient | None) -> str:
    """Return in a word which beacon the chain listens to, and whether anybody here brings its pulses."""
    if is_offline(Drand.BeaconConfig.get(node.machine.state())):
        return "offline"
    return "quicknet, not fetched" if client is None else "quicknet"


def _shown_name(genesis: Genesis) -> str:
    """Return the name that clients see; the developers' network has the real one's."""
    return REAL_NAME if genesis.name == "localnet" else genesis.name


def _report(out: Output, block: Block) -> None:
    number, block_hash, extrinsics = block.header.number, block.hash.hex(), len(block.body)
    text = f"Imported #{number} (0x{block_hash[:8]}…{block_hash[-4:]}) {extrinsics} extrinsics"
    out.line("block", text, block=number, hash=f"0x{block_hash}", extrinsics=extrinsics)
