"""What time it is for the rules: the number of the block being built."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.system.storage import Storage as System


def now(s: State) -> BlockNumber:
    """Return the number of the block being built."""
    return BlockNumber(System.Number.get(s))
