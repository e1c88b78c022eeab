"""What holds of preimages after every block."""

from collections import Counter

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.balances.types import HeldByPreimage
from taonet.runtime.pallets.preimage.storage import Storage
from taonet.runtime.pallets.preimage.types import Unrequested


def what_is_held_for_preimages_are_their_deposits(s: State) -> None:
    """Every account's funds held by the pallet are the deposits of its preimages."""
    owed = Counter[AccountId]()
    for _, status in Storage.RequestStatusFor.items(s):
        ticket = status.ticket if isinstance(status, Unrequested) else status.maybe_ticket
        if ticket is not None:
            owed[ticket[0]] += ticket[1]
    held = Counter[AccountId]()
    for who, holds in Balances.Holds.items(s):
        held[who] += sum(one.amount for one in holds if one.id == HeldByPreimage())
    if +owed != +held:
        raise BrokenInvariant(f"deposits of preimages are {+owed}, held are {+held}")


def every_preimage_is_known_by_its_length(s: State) -> None:
    """Every preimage is stored just where its hash is known with that length."""
    known = {
        (key, length)
        for key, status in Storage.RequestStatusFor.items(s)
        if (length := status.len if isinstance(status, Unrequested) else status.maybe_len) is not None
    }
    stored = {Storage.PreimageFor.parts_of(key)[0] for key, _ in s.iterate(Storage.PreimageFor.prefix)}
    if known != stored:
        raise BrokenInvariant(
            f"{len(known - stored)} preimages are known and not stored, {len(stored - known)} not known"
        )
