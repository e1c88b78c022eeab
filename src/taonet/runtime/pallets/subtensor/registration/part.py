"""The slice `registration` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from collections import defaultdict

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.registration import calls, errors, events
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of


def collateral_sums_agree(s: State) -> None:
    """Check that the sum per coldkey and the list of its hotkeys follow from the positions."""
    sums: dict[tuple[NetUid, AccountId], int] = defaultdict(int)
    hotkeys: dict[tuple[NetUid, AccountId], set[AccountId]] = defaultdict(set)
    for (netuid, hotkey, coldkey), state in Registration.MinerCollateral.items(s):
        sums[netuid, coldkey] += state.locked
        hotkeys[netuid, coldkey].add(hotkey)
    if {key: total for key, total in sums.items() if total} != dict(Registration.ColdkeyMinerCollateral.items(s)):
        raise BrokenInvariant("ColdkeyMinerCollateral is not the sum of MinerCollateral")
    if dict(hotkeys) != {key: set(listed) for key, listed in Registration.ColdkeyCollateralHotkeys.items(s)}:
        raise BrokenInvariant("ColdkeyCollateralHotkeys does not list the hotkeys of MinerCollateral")


def collateral_is_staked(s: State) -> None:
    """Check that a position has at least the alpha that is locked on it."""
    for (netuid, hotkey, coldkey), state in Registration.MinerCollateral.items(s):
        stake = stake_of(s, hotkey, coldkey, netuid)
        if stake < state.locked:
            raise BrokenInvariant(f"{state.locked} locked, but {stake} staked on {hotkey.hex()} of subnet {netuid}")


INVARIANTS = [collateral_sums_agree, collateral_is_staked]


PART = part(
    storage=[Registration],
    calls=[calls],
    events=[events],
    errors=[errors],
    invariants=INVARIANTS,
)
