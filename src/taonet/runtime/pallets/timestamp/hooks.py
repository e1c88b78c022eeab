"""Hooks that refuse a block without a time.

Source: polkadot-sdk/substrate/frame/timestamp/src/lib.rs on_initialize, on_finalize
"""

from taonet.frame.error import BlockRefused
from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.timestamp.storage import Storage


def on_initialize(s: State, number: BlockNumber) -> Weight:
    """Reserve the weight of the check at the end."""
    return Weight(4_118_000)


def on_finalize(s: State, number: BlockNumber) -> None:
    """Refuse a block without time."""
    if not Storage.DidUpdate.exists(s):
        raise BlockRefused(f"block {number} has no time")
    Storage.DidUpdate.kill(s)


HOOKS = Hooks(on_initialize=on_initialize, on_finalize=on_finalize)
