"""A pallet: accounts count up, and nobody beyond a limit. The guide is docs/guides/pallet.md."""

from __future__ import annotations

import sys

from taonet.frame.call import call
from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.frame.hashers import BLAKE2_128_CONCAT
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.pallet import pallet, part
from taonet.frame.state import State
from taonet.frame.storage import Map, storage
from taonet.frame.weight import reads_writes
from taonet.runtime.types import ACCOUNT_ID, account
from taonet.scale import U32, u32

LIMIT = 1_000


@storage("Counter")
class Storage:
    """What the pallet keeps."""

    Counts = Map(ACCOUNT_ID, U32, hasher=BLAKE2_128_CONCAT, default=0, doc="How far an account has counted.")


class TooHigh(ModuleError, index=0):
    """A count ends at 1,000. Count by less."""


@event(index=0)
class Counted(Event, frozen=True):
    """An account counted up, to this number."""

    who: account
    count: u32


@call(index=0, weight=reads_writes(10_000_000, 1, 1))
def increase(s: State, origin: Origin, by: u32) -> None:
    """Count up. Signed by anyone."""
    who = ensure_signed(origin)
    count = Storage.Counts.get(s, who) + by
    if count > LIMIT:
        raise TooHigh

    Storage.Counts.put(s, who, count)
    s.emit(Counted(who, count))


_HERE = [sys.modules[__name__]]
PALLET = pallet("Counter", 200, "pallet_counter", part(storage=[Storage], calls=_HERE, events=_HERE, errors=_HERE))
