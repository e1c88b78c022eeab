"""Figures taken inside one process: blocks, epochs, replay."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.signing import ALICE, as_root, set_storage, sign
from taonet.frame.call import RuntimeCall
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Moment
from taonet.node.gc_tuning import spare_collector
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.presets import localnet

SLOT = 12_000
START = 1_760_000_004_000


def produce(machine: Machine, count: int, candidates: Callable[[int], list[bytes]] = lambda _: []) -> float:
    """Make blocks one after the other and return the seconds they took."""
    began = time.perf_counter()
    for index in range(count):
        height = machine.best.header.number + 1
        moment = Moment(height, START + height * SLOT)
        prepared = machine.prepare_proposal(moment, candidates(index), 7_864_320)
        machine.finalize_block(moment, prepared.txs)
        machine.commit()
    return time.perf_counter() - began


def with_subnets(machine: Machine, wanted: int, *, emission: bool) -> None:
    """Register and start subnets with signed transactions until there are so many besides root."""
    genesis = machine.init_chain()
    nonce = 0

    def submit(*calls: RuntimeCall) -> None:
        nonlocal nonce
        raws = [sign(ALICE, call, nonce + offset, genesis) for offset, call in enumerate(calls)]
        nonce += len(raws)
        produce(machine, 1, lambda _: raws)

    def there() -> set[int]:
        return {int(netuid) for netuid, _ in Subnets.NetworksAdded.items(machine.state()) if netuid}

    cheap = (Subnets.NetworkRateLimit, 0), (Subnets.NetworkLastLockCost, 10**9), (Subnets.NetworkMinLockCost, 10**9)
    before = there()
    for number in range(len(before), wanted):
        submit(set_storage(*cheap), RUNTIME.call("SubtensorModule", "register_network", number.to_bytes(32, "big")))
    produce(machine, 2)
    fresh = sorted(there() - before)
    if len(fresh) + len(before) != wanted:
        raise RuntimeError(f"only {len(fresh)} subnets could be registered")
    submit(*(RUNTIME.call("SubtensorModule", "start_call", netuid) for netuid in fresh))
    if emission:
        for netuid in fresh:
            allow = RUNTIME.call("AdminUtils", "sudo_set_subnet_emission_enabled", netuid, True)  # noqa: FBT003  the wire's argument
            submit(as_root(allow))


def empty_blocks_per_second(subnets: int, blocks: int = 400, *, emission: bool = False) -> float:
    """Return how many empty blocks a second a chain with so many subnets makes, state root on, in memory.

    With `emission`, root has allowed all of them TAO: the chain buys alpha and adds to every pool in every block.
    """
    with open_chain(localnet()) as machine:
        produce(machine, 1)
        if subnets > 1:
            with_subnets(machine, subnets, emission=emission)
        produce(machine, 20)
        spare_collector()
        return blocks / produce(machine, blocks)


def replayed_blocks_per_second(blocks: int = 300) -> float:
    """Return how many stored blocks a second another node executes anew and writes to disk."""
    with open_chain(localnet()) as source, tempfile.TemporaryDirectory() as folder:
        produce(source, blocks)
        bodies = []
        for number in range(1, blocks + 1):
            block_hash = source.store.block_hash(number) or b""
            bodies.append((number, (source.store.body(block_hash) or [])[1:]))
        with open_chain(localnet(), Path(folder) / "chain", durable=False) as target:
            began = time.perf_counter()
            for number, txs in bodies:
                target.finalize_block(Moment(number, START + number * SLOT), txs)
                target.commit()
            took = time.perf_counter() - began
            same = target.best.header.state_root == source.best.header.state_root
        if not same:
            raise RuntimeError("the replayed chain came to another state")
        return blocks / took


def median_milliseconds(action: Callable[[], object], runs: int = 15) -> float:
    """Return the median time of an action."""
    times: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1_000)
    return statistics.median(times)
