"""Sealed weights for the beacon that the chain listens to, in place of those that the official client seals.

The client has the key of drand's quicknet compiled in, and takes the round from the wall clock. A chain with another beacon could
never open that. Here key, rounds and time are the chain's own: the round is that of the block after the one in which the epoch
of the reveal begins, so that nobody reads the weights while they could still be copied.

Source: bittensor 11.3.0 intents/weights.py _build_timelocked
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, Protocol, final

import bittensor as bt
from bittensor.intents import weights as official
from bittensor.intents.base import BuiltCall

from taonet.crypto.beacon import QUICKNET_KEY
from taonet.crypto.timelock import seal
from taonet.scale import BYTES, U16, U64, tuple_of, vec

_PAYLOAD: Final = tuple_of(BYTES, vec(U16), vec(U16), U64)
_SHORT_TEMPO: Final = 2
REPLACED: Final = "_build_timelocked"
"""The official client's function that is replaced; it has no public name."""
_OFFICIAL: Final = getattr(official, REPLACED)


class Substrate(Protocol):
    """What is used of the official client's connection to a chain."""

    async def block_number(self) -> int:
        """Return the newest block's number."""
        ...

    async def block_hash(self, block: int | None = None) -> str:
        """Return the hash of a block."""
        ...

    async def query(self, module: str, storage_function: str, params: list[int], block_hash: str) -> Any:
        """Return the value of a storage item."""
        ...

    async def constant(self, module: str, name: str) -> Any:
        """Return a constant of a pallet."""
        ...

    async def compose(self, call: Any) -> Any:
        """Return a call in the form in which it is signed."""
        ...


@final
class Schedule(NamedTuple):
    """When the epochs of a subnet are, as they stand after block `head`."""

    head: int
    tempo: int
    last_epoch: int
    pending_at: int
    since_last: int
    reveal_period: int


@final
class Beacon(NamedTuple):
    """The beacon that a chain listens to, with the chain's time in milliseconds at the head."""

    public_key: bytes
    period: int
    genesis_time: int
    now: int
    slot: int


def install() -> None:
    """Let the official client in this process seal weights for the chain's own beacon."""
    setattr(official, REPLACED, build_timelocked)


def reveal_block(schedule: Schedule) -> int:
    """Return the block until whose time weights stay sealed that are committed in the next block."""
    coming = schedule.head + 1
    due = schedule.pending_at if schedule.pending_at > schedule.head else schedule.last_epoch + schedule.tempo
    if schedule.since_last > schedule.tempo:
        due = coming
    due = max(due, coming)
    if due == coming:
        # Its epoch runs before the commit is made, which then belongs to the one that follows.
        due += schedule.tempo
    begins = due + (schedule.reveal_period - 1) * schedule.tempo
    return begins if schedule.tempo <= _SHORT_TEMPO else begins + 1


def reveal_round(beacon: Beacon, blocks: int) -> int:
    """Return the round of the beacon so many blocks from now, by the chain's clock."""
    seconds = (beacon.now + blocks * beacon.slot) // 1_000
    return max(seconds - beacon.genesis_time, 0) // beacon.period + 1


async def build_timelocked(
    substrate: Substrate,
    hotkey_public_key: bytes,
    netuid: int,
    mechid: int,
    uids: list[int],
    values: list[int],
    version_key: int,
    commit_reveal_version: int,
) -> BuiltCall:
    """Seal weights for the chain's beacon and compose the commit; as the official client does where it is quicknet."""
    head = await substrate.block_number()
    at = await substrate.block_hash(head)
    beacon = await _beacon(substrate, at)
    if beacon.public_key == QUICKNET_KEY:
        return await _OFFICIAL(
            substrate, hotkey_public_key, netuid, mechid, uids, values, version_key, commit_reveal_version
        )
    schedule = await _schedule(substrate, netuid, head, at)
    round_number = reveal_round(beacon, reveal_block(schedule) - head)
    text = _PAYLOAD.encode((hotkey_public_key, uids, values, version_key))
    call = await substrate.compose(
        bt.calls.SubtensorModule.commit_timelocked_mechanism_weights(
            netuid=netuid,
            mecid=mechid,
            commit=seal(beacon.public_key, round_number, text),
            reveal_round=round_number,
            commit_reveal_version=commit_reveal_version,
        )
    )
    return BuiltCall(call, {"reveal_round": round_number})


async def _beacon(substrate: Substrate, at: str) -> Beacon:
    config: dict[str, Any] = await substrate.query("Drand", "BeaconConfig", [], at)
    now: int = await substrate.query("Timestamp", "Now", [], at)
    slot: int = await substrate.constant("Aura", "SlotDuration")
    return Beacon(_bytes(config["public_key"]), max(int(config["period"]), 1), int(config["genesis_time"]), now, slot)


async def _schedule(substrate: Substrate, netuid: int, head: int, at: str) -> Schedule:
    names = ("Tempo", "LastEpochBlock", "PendingEpochAt", "BlocksSinceLastStep", "RevealPeriodEpochs")
    tempo, last, pending, since, period = [
        int(await substrate.query("SubtensorModule", name, [netuid], at) or 0) for name in names
    ]
    return Schedule(head, tempo, last, pending, since, max(period, 1))


def _bytes(found: Any) -> bytes:
    """Return bytes in any of the forms in which the client shows them."""
    if isinstance(found, str):
        return bytes.fromhex(found.removeprefix("0x"))
    return bytes(found)
