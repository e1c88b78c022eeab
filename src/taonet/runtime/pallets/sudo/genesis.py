"""The sudo key at genesis, if any."""

from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.sudo.storage import Storage


def build(s: State, key: AccountId | None) -> None:
    """Give an account sudo; None leaves the chain without."""
    if key is not None:
        Storage.Key.put(s, key)
