"""Calls that destroy alpha.

Source: staking/recycle_alpha.rs do_recycle_alpha, do_burn_alpha, do_add_stake_burn
"""

from __future__ import annotations

from taonet.frame.call import Policy, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.errors import InsufficientLiquidity, NotEnoughStakeToWithdraw
from taonet.runtime.pallets.subtensor.staking import limits, stakes
from taonet.runtime.pallets.subtensor.staking.add_calls import buy_stake, buy_stake_within
from taonet.runtime.pallets.subtensor.staking.alpha_fees import position_in
from taonet.runtime.pallets.subtensor.staking.errors import CannotBurnOrRecycleOnRootSubnet
from taonet.runtime.pallets.subtensor.staking.events import AddStakeBurn, AlphaBurned, AlphaRecycled
from taonet.runtime.pallets.subtensor.staking.lenders import stake_has_changed
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import burn_subnet_alpha, recycle_subnet_alpha
from taonet.runtime.pallets.subtensor.staking.validation import (
    ensure_hotkey_exists,
    ensure_subnet_exists,
    ensure_subtoken_enabled,
)
from taonet.runtime.types import account, alpha, netuid, tao

_POSITION = position_in("hotkey", "netuid")


@call(
    index=101,
    weight=reads_writes(172_139_000, 13, 6, 5_219),
    policy=Policy(fee_positions=_POSITION, billed_at_most=1_133_000_000),
)
def recycle_alpha(s: State, origin: Origin, hotkey: account, amount: alpha, netuid: netuid) -> None:
    """Destroy alpha of one's stake so that it can be minted again; more than there is means all of it."""
    coldkey = ensure_signed(origin)
    amount = _taken(s, coldkey, hotkey, amount, netuid)

    recycle_subnet_alpha(s, netuid, amount)
    s.emit(AlphaRecycled(coldkey, hotkey, amount, netuid))


@call(
    index=102,
    weight=reads_writes(168_964_000, 12, 4, 5_219),
    policy=Policy(fee_positions=_POSITION, billed_at_most=912_000_000),
)
def burn_alpha(s: State, origin: Origin, hotkey: account, amount: alpha, netuid: netuid) -> None:
    """Destroy alpha of one's stake for good; more than there is means all of it."""
    burn(s, ensure_signed(origin), hotkey, amount, netuid)


@call(index=132, weight=reads_writes(967_068_000, 33, 18, 8_727))
def add_stake_burn(s: State, origin: Origin, hotkey: account, netuid: netuid, amount: tao, limit: tao | None) -> None:
    """Stake rao, all below a price limit if one is given, and burn the alpha at once."""
    ensure_subnet_exists(s, netuid)
    coldkey = ensure_signed(origin)
    with s.transaction():
        if limit is None:
            alpha = buy_stake(s, coldkey, hotkey, netuid, amount)
        else:
            alpha = buy_stake_within(s, coldkey, hotkey, netuid, amount, limit, allow_partial=False)
        burn(s, coldkey, hotkey, alpha, netuid)
        s.emit(AddStakeBurn(netuid, hotkey, amount, alpha))


def burn(s: State, coldkey: AccountId, hotkey: AccountId, amount: Alpha, netuid: NetUid) -> None:
    """Burn alpha of a stake."""
    amount = _taken(s, coldkey, hotkey, amount, netuid)

    burn_subnet_alpha(s, netuid, amount)
    s.emit(AlphaBurned(coldkey, hotkey, amount, netuid))


def _taken(s: State, coldkey: AccountId, hotkey: AccountId, wanted: Alpha, netuid: NetUid) -> Alpha:
    """Take alpha from a stake and return how much; the caller destroys it."""
    ensure_subnet_exists(s, netuid)
    if netuid == ROOT:
        raise CannotBurnOrRecycleOnRootSubnet
    ensure_subtoken_enabled(s, netuid)
    ensure_hotkey_exists(s, hotkey)
    amount = min(wanted, stakes.stake_of(s, hotkey, coldkey, netuid))
    if Staking.SubnetAlphaOut.get(s, netuid) < amount:
        raise InsufficientLiquidity
    limits.ensure_available(s, coldkey, netuid, amount)
    limits.ensure_collateral_stays(s, coldkey, hotkey, netuid, amount)

    if stakes.decrease_stake(s, hotkey, coldkey, netuid, amount) != amount:
        raise NotEnoughStakeToWithdraw
    stake_has_changed(s, hotkey)
    return amount
