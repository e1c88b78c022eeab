"""Alarms: in which block a referendum is looked at again.

Upstream lets the Scheduler call, and an alarm that finds the block's agenda full is lost. Here each block has a list of
its own, without a limit: nobody can fill it for others, and what a block cannot do the next one does first.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs ensure_alarm_at, ensure_no_alarm
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import State
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.types import Status


def set_alarm(s: State, index: int, status: Status, when: int) -> Status:
    """Let a referendum be looked at again in a block, instead of in any other, and return its status with that."""
    if status.alarm is not None and status.alarm[0] == when:
        return status
    clear_alarm(s, index, status)
    Storage.Alarms.update(s, when, lambda entries: entries if index in entries else [*entries, index])
    return replace(status, alarm=(when, (when, index)))


def clear_alarm(s: State, index: int, status: Status) -> Status:
    """Take a referendum's alarm off and return its status without it."""
    if status.alarm is None:
        return status
    when = status.alarm[0]
    left = [entry for entry in Storage.Alarms.get(s, when) if entry != index]
    if left:
        Storage.Alarms.put(s, when, left)
    else:
        Storage.Alarms.remove(s, when)
    return replace(status, alarm=None)
