"""Enactment: the call of a referendum that was approved is scheduled, with the origin that its track decided for.

A referendum is approved only when its call has a place. Where the block's agenda is full the next ones are tried, and where
ten are full the whole in the next block: nobody can make a decision void by filling agendas. Where another task has taken
the enactment's name, which only root can do, it is scheduled without one.

Settings of subnets are frozen before each epoch. What such a track decided is made again when it is refused, a few times.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs schedule_enactment
Source: polkadot-sdk/substrate/frame/scheduler/src/lib.rs set_retry
"""

from __future__ import annotations

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import Exhausted
from taonet.frame.state import State
from taonet.primitives.arithmetic import U32_MAX
from taonet.runtime.pallets.origins.types import Subnet, SubnetAffairs
from taonet.runtime.pallets.referenda.tracks import TrackInfo
from taonet.runtime.pallets.referenda.types import At, Status
from taonet.runtime.pallets.scheduler import tasks
from taonet.runtime.pallets.scheduler.errors import FailedToSchedule
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.scale import BYTES, U32

PRIORITY = 63
"""Of an enactment among the tasks of its block; lower ones come first."""

TRIES = 10
"""Blocks from the wanted one on in which a place is looked for."""

RETRIES = 3
RETRY_AFTER = 15
"""How often, and after how many blocks, a setting of a subnet that is refused is made again: epochs freeze ten blocks."""


def task_name(index: int) -> bytes:
    """Return the name of the task that enacts a referendum."""
    return blake2_256(b"assembly" + BYTES.encode(b"enactment") + U32.encode(index))


def wanted_block(status: Status, now: int, track: TrackInfo) -> int:
    """Return the block in which a referendum that is approved now is to be enacted: not before the track allows it."""
    enactment = status.enactment
    wanted = enactment.block if isinstance(enactment, At) else now + enactment.blocks
    return min(max(wanted, now + track.min_enactment_period), U32_MAX)


def schedule(s: State, index: int, status: Status, track: TrackInfo) -> bool:
    """Schedule the call of a referendum that is approved now; tell whether there was a place for it."""
    wanted = wanted_block(status, System.Number.get(s), track)
    for when in range(wanted, min(wanted + TRIES, U32_MAX + 1)):
        try:
            _schedule_at(s, index, status, when)
        except Exhausted:
            continue
        return True
    return False


def _schedule_at(s: State, index: int, status: Status, when: int) -> None:
    try:
        task = tasks.schedule_named(s, task_name(index), when, status.proposal, status.origin, priority=PRIORITY)
    except FailedToSchedule:
        task = tasks.schedule(s, when, status.proposal, status.origin, priority=PRIORITY)
    if isinstance(status.origin, SubnetAffairs | Subnet):
        tasks.set_retry(s, task, RETRIES, RETRY_AFTER, status.origin)
