"""Compare a record with a chain: whether it is of this chain, its beacons are hashes of blocks, its weights were set.

A node that keeps little cannot tell of blocks long past: those are counted, and are no difference.
"""

from typing import Any, Final

import bittensor as bt

from taonet.neuron.audit.findings import Counts, Difference
from taonet.neuron.record.rows import RecordedRound, RecordedWeights, Run
from taonet.neuron.sealing import conformed

_ITEMS: Final = bt.storage.SubtensorModule
_PRUNED: Final = ("discarded", "pruned", "not found", "unknown block")
MOST_U16: Final = 65_535

Client = Any
"""A connected `bittensor.Client`, whose types are open."""


async def genesis_differs(client: Client, run: Run, asked: RecordedRound) -> Difference | None:
    """Find a run on another chain."""
    found = await client.block_info(0)
    if found is not None and found.hash == f"0x{run.genesis.hex()}":
        return None
    return Difference("chain", asked.number, f"the record is of another chain, with genesis 0x{run.genesis.hex()}")


async def beacon_differs(client: Client, asked: RecordedRound, counts: Counts) -> Difference | None:
    """Find a beacon that is not the hash of its block."""
    found = await client.block_info(asked.beacon_block)
    if found is None or found.hash is None:
        counts.pruned += 1
        return None
    if found.hash == f"0x{asked.beacon.hex()}":
        return None
    text = f"the beacon is not the hash of block {asked.beacon_block}, which the chain says is {found.hash}"
    return Difference("chain", asked.number, text)


async def weights_differ(client: Client, run: Run, sent: RecordedWeights, counts: Counts) -> Difference | None:
    """Find weights or a commit that the chain did not hold in the block that is recorded."""
    if sent.end not in ("set", "committed", "revealed", "expired") or sent.included is None or sent.way == "timelocked":
        return None
    try:
        uid = await client.query(_ITEMS.Uids, [run.netuid, run.hotkey], block=sent.included)
        if sent.end in ("set", "revealed"):
            found = await client.query(_ITEMS.Weights, [run.netuid, uid], block=sent.included)
            same = uid is not None and await _is_same(client, run, sent, found or [])
        else:
            queue: list[Any] = (
                await client.query(_ITEMS.WeightCommits, [run.netuid, run.hotkey], block=sent.included) or []
            )
            same = any(_hex(entry[0]) == (sent.hash or b"").hex() for entry in queue)
    except bt.BittensorError as error:
        if any(words in str(error).lower() for words in _PRUNED):
            counts.pruned += 1
            return None
        raise
    if same:
        counts.on_chain += 1
        return None
    what = "the weights" if sent.end in ("set", "revealed") else "the commit"
    return Difference("chain", sent.round, f"block {sent.included} of the chain does not hold {what} that are recorded")


async def _is_same(client: Client, run: Run, sent: RecordedWeights, found: list[Any]) -> bool:
    """Tell whether the chain's row is that of the weights, as the subnet's limit shaped them."""
    if sent.uids is not None and sent.values is not None:
        wanted = list(zip(sent.uids, sent.values, strict=True))
    else:
        most = await client.query(_ITEMS.MaxWeightsLimit, [run.netuid], block=sent.included)
        wanted = list(zip(*conformed(sent.weights, MOST_U16 if most is None else int(most)), strict=True))
    return sorted((int(uid), int(value)) for uid, value in found) == sorted(wanted)


def _hex(found: Any) -> str:
    return found.hex() if isinstance(found, bytes) else str(found).removeprefix("0x")
