"""Nominations that became too small to keep: they are sold for their owner."""

from __future__ import annotations

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import saturating_mul
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.constants import MIN_STAKE
from taonet.runtime.pallets.subtensor.staking.positions import unstake_from_subnet
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import NO_SELL_LIMIT
from taonet.runtime.pallets.swap import logic as swap

_MILLION = 1_000_000


def least_nomination(s: State) -> Tao:
    """Return the least worth in rao of a stake with a hotkey that one does not own."""
    factor = Hyperparameters.NominatorMinRequiredStake.get(s)
    return Tao(saturating_mul(MIN_STAKE, factor) // _MILLION)


def clear_small_nomination(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid) -> None:
    """Sell what a coldkey has left on a hotkey that is not its own, if that is worth less than the least nomination.

    What cannot be sold is taken from the position all the same.
    """
    if Accounts.Owner.exists(s, hotkey) and Accounts.Owner.get(s, hotkey) == coldkey:
        return
    stake = stakes.stake_of(s, hotkey, coldkey, netuid)
    price = swap.current_price(s, netuid)
    least = U64F64.to_int(U64F64.safe_div(U64F64.from_int(least_nomination(s)), price))
    if not 0 < stake < least:
        return
    try:
        unstake_from_subnet(s, hotkey, coldkey, coldkey, netuid, stake, NO_SELL_LIMIT, enforce_root_hold=False)
    except DispatchError:
        # The chain keeps what the failed sale has written so far, and takes the rest of the position.
        rest = stakes.stake_of(s, hotkey, coldkey, netuid)
        stakes.decrease_stake(s, hotkey, coldkey, netuid, rest)


def clear_small_nominations(s: State) -> None:
    """Do the same for every position of the chain. The work grows with all positions."""
    for (hotkey, coldkey, netuid), _ in list(Staking.AlphaV2.items(s)):
        clear_small_nomination(s, hotkey, coldkey, netuid)
