"""`taonet up`: run a node."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import anyio
import platformdirs
import typer

from taonet.cli.output import Output, failure
from taonet.node.author import author_from_uri
from taonet.node.collector import spare_collector
from taonet.node.engines.clock import REAL_SLOT_SECONDS, SlotClock
from taonet.node.engines.solo import Imported, Sealing, Solo
from taonet.node.machine import Candidate, Machine
from taonet.node.node import Node
from taonet.node.open import open_chain
from taonet.node.server import CannotListen, serve
from taonet.node.store import StoreError
from taonet.runtime.presets import PRESETS

DEFAULT_PORT = 9944
AUTHOR_URI = "//One"
PRUNE_EVERY = 100
SWITCH_SECONDS = 0.0005
DURABLE_FROM = 0.1
"""Wall seconds of a slot from which every block is flushed to disk; faster ones survive kill -9, not a power failure."""


class Preset(StrEnum):
    """Where the chain begins."""

    localnet = "localnet"


class SealingChoice(StrEnum):
    """What makes a block."""

    interval = "interval"
    instant = "instant"
    manual = "manual"


@dataclass(frozen=True, slots=True)
class UpOptions:
    """How a node runs."""

    host: str
    port: int
    sealing: Sealing
    block_time: float
    pruning: int
    bare_newtypes: bool
    place: str


def up(
    *,
    base_path: Annotated[
        Path | None,
        typer.Option("--base-path", help="Where the chain is kept. Default: the platform's data directory."),
    ] = None,
    tmp: Annotated[
        bool, typer.Option("--tmp", help="Keep nothing: a chain in memory that ends with the node.")
    ] = False,
    preset: Annotated[Preset, typer.Option("--preset", help="Where a new chain begins.")] = Preset.localnet,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65_535, help="Port for HTTP and WebSocket; 0 takes any.")
    ] = DEFAULT_PORT,
    block_time: Annotated[
        float, typer.Option("--block-time", min=0.001, help="Wall seconds of a 12-second slot. 12 is real time.")
    ] = 1.0,
    sealing: Annotated[SealingChoice, typer.Option("--sealing", help="What makes a block.")] = SealingChoice.interval,
    state_root: Annotated[
        bool, typer.Option("--state-root/--no-state-root", help="Compute the state root of each block.")
    ] = True,
    pruning: Annotated[
        int, typer.Option("--pruning", min=0, help="Keep the state of this many blocks; 0 keeps all.")
    ] = 0,
    check_invariants: Annotated[
        bool, typer.Option("--check-invariants", help="Check every promise about the state after each block.")
    ] = False,
    bare_newtypes: Annotated[
        bool, typer.Option("--bare-newtypes", help="Show amounts as bare integers in metadata, for clients before 11.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Run a node: a whole chain in this process, for the official SDK and btcli to talk to."""
    out = Output(json=json)
    path = None if tmp else (base_path or default_base_path(preset.value))
    place = str(path) if path is not None else "memory"
    options = UpOptions(host, port, Sealing(sealing.value), block_time, pruning, bare_newtypes, place)
    # Blocks are built on a thread of their own; answers should get their turn soon.
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        with open_chain(
            PRESETS[preset.value](),
            path,
            author=author_from_uri(AUTHOR_URI),
            durable=block_time >= DURABLE_FROM,
            keep_root=state_root,
            check_invariants=check_invariants,
        ) as machine:
            spare_collector()
            anyio.run(_run, machine, out, options, backend_options={"use_uvloop": True})
    except (StoreError, CannotListen, OSError) as error:
        failure(out, str(error))


async def _run(machine: Machine, out: Output, options: UpOptions) -> None:
    node = Node(machine, bare_newtypes=options.bare_newtypes)
    engine = Solo(
        machine,
        node.pool,
        _reporter(node, out, options.pruning),
        sealing=options.sealing,
        block_time=options.block_time,
        clock=SlotClock(real_time=options.block_time >= REAL_SLOT_SECONDS),
    )
    node.engine = engine
    async with serve(node, options.host, options.port) as server:
        height = machine.best.header.number
        out.line(
            "listening",
            f"Listening on {server.websocket} (block #{height}, state in {options.place})",
            websocket=server.websocket, block=height, genesis=f"0x{machine.init_chain().hex()}", path=options.place,
        )  # fmt: skip
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_until_signal, tasks.cancel_scope)
            tasks.start_soon(engine.run)
        out.line("stopping", f"Stopping at #{machine.best.header.number}", block=machine.best.header.number)


async def _until_signal(scope: anyio.CancelScope) -> None:
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        async for _ in signals:
            scope.cancel()
            return


def _reporter(node: Node, out: Output, pruning: int) -> Imported:
    """Return what is done with each new block: tell the node, prune now and then, print a line."""

    def imported(block: Candidate, seconds: float) -> None:
        node.imported(block, seconds)
        number = block.header.number
        if pruning and number % PRUNE_EVERY == 0:
            node.machine.store.prune(pruning)
        extrinsics = len(block.body)
        out.line(
            "block",
            f"Imported #{number} (0x{block.hash.hex()[:8]}…{block.hash.hex()[-4:]}) {extrinsics} extrinsics",
            block=number, hash=f"0x{block.hash.hex()}", extrinsics=extrinsics,
        )  # fmt: skip

    return imported


def default_base_path(preset: str) -> Path:
    """Return where a chain is kept unless somebody says otherwise."""
    return Path(platformdirs.user_data_dir("taonet", appauthor=False)) / "chains" / preset
