"""The transaction payment pallet's part of a genesis state."""

from taonet.frame.state import State
from taonet.runtime.pallets.transaction_payment.storage import ONE, Storage
from taonet.runtime.pallets.transaction_payment.types import Releases


def build(s: State) -> None:
    """Write what every genesis holds."""
    Storage.StorageVersion.put(s, Releases.V2)
    Storage.NextFeeMultiplier.put(s, ONE)
