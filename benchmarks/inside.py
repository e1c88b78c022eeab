"""Figures taken inside one process: blocks, epochs, replay. What a node executes was made on a simulated chain."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from taonet.frame.call import RuntimeCall
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Moment
from taonet.node.gc_tuning import spare_collector
from taonet.primitives.ids import NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.transaction.extrinsic import decode
from taonet.sim import Block, Chain

CHEAP = (Subnets.NetworkRateLimit, 0), (Subnets.NetworkLastLockCost, 10**9), (Subnets.NetworkMinLockCost, 10**9)


def execute(machine: Machine, blocks: list[Block]) -> float:
    """Let a node execute and commit blocks, and return the seconds it took."""
    decided = [(Moment(one.header.number, decode(RUNTIME, one.body[0]).call.args[0]), one.body[1:]) for one in blocks]
    began = time.perf_counter()
    for moment, txs in decided:
        machine.finalize_block(moment, txs)
        machine.commit()
    took = time.perf_counter() - began
    if machine.best.hash != blocks[-1].hash:
        raise RuntimeError("the node came to another block")
    return took


def started_subnets(c: Chain, wanted: int, *, emission: bool) -> Iterator[Block]:
    """Register and start subnets until there are so many besides root; yield the blocks that it took."""

    def make(*calls: RuntimeCall) -> Block:
        block = c.block(*((c.alice, call) for call in calls))
        if refused := [one.refusal for one in block.outcomes if one.refusal is not None]:
            raise refused[0]
        return block

    def as_root(pallet: str, name: str, *args: Any) -> RuntimeCall:
        return RUNTIME.call("Sudo", "sudo", RUNTIME.call(pallet, name, *args))

    cheap = as_root("System", "set_storage", [(item.prefix, item.codec.encode(value)) for item, value in CHEAP])
    fresh = [NetUid(number) for number in range(2, wanted + 1)]
    for number in fresh:
        yield make(cheap, RUNTIME.call("SubtensorModule", "register_network", number.to_bytes(32, "big")))
    yield from c.blocks(2)
    yield make(*(RUNTIME.call("SubtensorModule", "start_call", netuid) for netuid in fresh))
    if emission:
        for netuid in fresh:
            yield make(as_root("AdminUtils", "sudo_set_subnet_emission_enabled", netuid, True))  # noqa: FBT003  the wire's argument


def empty_blocks_per_second(subnets: int, blocks: int = 400, *, emission: bool = False) -> float:
    """Return how many empty blocks a second a node with so many subnets executes, state root on, in memory.

    With `emission`, root has allowed all of them TAO: the chain buys alpha and adds to every pool in every block.
    """
    c = Chain.localnet()
    before = [*c.blocks(), *started_subnets(c, subnets, emission=emission), *c.blocks(20)]
    measured = c.blocks(blocks)
    with open_chain(localnet()) as machine:
        execute(machine, before)
        spare_collector()
        return blocks / execute(machine, measured)


def replayed_blocks_per_second(blocks: int = 300) -> float:
    """Return how many blocks a second a node executes anew and writes to disk."""
    made = Chain.localnet().blocks(blocks)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_chain(localnet(), Path(folder) / "chain", durable=False) as machine,
    ):
        return blocks / execute(machine, made)


def median_milliseconds(action: Callable[[], object], runs: int = 15) -> float:
    """Return the median time of an action."""
    times: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1_000)
    return statistics.median(times)
