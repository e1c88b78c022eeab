"""The hook that writes the fee multiplier in each block, always 1.

Source: polkadot-sdk/substrate/frame/transaction-payment/src/lib.rs on_finalize
"""

from taonet.frame.hooks import Hooks
from taonet.frame.state import State
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.transaction_payment.storage import ONE, Storage


def on_finalize(s: State, number: BlockNumber) -> None:
    """Set the multiplier: this chain keeps it at 1, full block or empty."""
    Storage.NextFeeMultiplier.put(s, ONE)


HOOKS = Hooks(on_finalize=on_finalize)
