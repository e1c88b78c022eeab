"""The slice `accounts` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.accounts import calls, errors, events
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import ZERO_ACCOUNT


def owners_and_owned_hotkeys_agree(s: State) -> None:
    """Check that a hotkey is in its owner's list and in no other, and once only.

    The zero account, which the development genesis seats, is in no list there.
    """
    owned = [(hotkey, coldkey) for coldkey, hotkeys in Accounts.OwnedHotkeys.items(s) for hotkey in hotkeys]
    owners = list(Accounts.Owner.items(s))
    if sorted(pair for pair in owned if pair[0] != ZERO_ACCOUNT) != sorted(p for p in owners if p[0] != ZERO_ACCOUNT):
        raise BrokenInvariant("Owner and OwnedHotkeys differ")


def auto_stake_destinations_agree(s: State) -> None:
    """Check that `AutoStakeDestination` and its reverse list the same pairs."""
    there = sorted((hotkey, netuid, coldkey) for (coldkey, netuid), hotkey in Accounts.AutoStakeDestination.items(s))
    back = sorted(
        (hotkey, netuid, coldkey)
        for (hotkey, netuid), coldkeys in Accounts.AutoStakeDestinationColdkeys.items(s)
        for coldkey in coldkeys
    )
    if there != back:
        raise BrokenInvariant("AutoStakeDestination and AutoStakeDestinationColdkeys differ")


INVARIANTS = [owners_and_owned_hotkeys_agree, auto_stake_destinations_agree]


PART = part(
    storage=[Accounts],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
