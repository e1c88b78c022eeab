"""The hook that forgets at a block's end how calls for others went.

Source: pallets/proxy/src/lib.rs on_finalize
"""

from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.proxy.storage import Storage


def on_finalize(s: State, number: BlockNumber) -> None:
    """Forget the results of this block."""
    Storage.LastCallResult.clear(s)


HOOKS = Hooks(on_finalize=on_finalize)
