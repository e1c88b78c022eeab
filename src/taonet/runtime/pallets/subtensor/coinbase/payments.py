"""Paying out an epoch: the owner's cut, miners' incentives, validators' dividends.

A dividend is split: the hotkey's take goes to its owner, the rest to everyone who stakes with the hotkey. Dividends
from root are alpha of the subnet that belongs to stakers of root. The chain puts them into the fund ("basket") of the
root validator; that fund is not part of this runtime. Until it is, the validator's take of them is paid as the rules
say, and the stakers' part is recycled: it leaves the issuance and is minted again later. Nothing is kept that
nobody could claim.

Source: coinbase/run_coinbase.rs distribute_dividends_and_incentives, get_owner_hotkeys
Source: staking/claim_root.rs increase_root_claimable_for_hotkey_and_subnet
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha
from taonet.primitives.fixed import U96F32
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.coinbase.events import AutoStakeAdded
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.run import Earned
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus, RecycleOrBurnEnum
from taonet.runtime.pallets.subtensor.math import share_pool
from taonet.runtime.pallets.subtensor.math.dividends import take_of, withheld_proportion
from taonet.runtime.pallets.subtensor.math.emission import to_rao
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import collateral
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.swaps import burn_subnet_alpha, recycle_subnet_alpha
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


def pay_owner_cut(s: State, netuid: NetUid, amount: Alpha) -> None:
    """Stake the owner's cut to the owner hotkey. Without one it belongs to no stake."""
    hotkey = registry.owner_hotkey(s, netuid)
    if hotkey is not None and Subnets.SubnetOwner.exists(s, netuid) and amount:
        stakes.increase_stake(s, hotkey, Subnets.SubnetOwner.get(s, netuid), netuid, amount)


def pay_incentives(s: State, netuid: NetUid, earned: Iterable[Earned]) -> None:
    """Stake what miners earned for their coldkeys; the owner's own neurons get nothing.

    What those earned is burned or recycled, and the part that it makes lowers the subnet's emission from now on.
    """
    withheld_from = _owner_hotkeys(s, netuid)
    recycles = Hyperparameters.RecycleOrBurn.get(s, netuid) is RecycleOrBurnEnum.Recycle
    total = withheld = 0
    for one in earned:
        total += one.incentive
        if one.incentive == 0:
            continue
        if one.hotkey not in withheld_from:
            _pay_miner(s, netuid, one.hotkey, one.incentive)
            continue
        withheld += one.incentive
        if recycles:
            recycle_subnet_alpha(s, netuid, one.incentive)
        else:
            burn_subnet_alpha(s, netuid, one.incentive)
    Coinbase.MinerBurned.put(s, netuid, withheld_proportion(withheld, total))


def pay_alpha_dividends(s: State, netuid: NetUid, dividends: Mapping[AccountId, int]) -> None:
    """Pay the dividends that alpha earned (U96F32 bits of rao), in the order given, and record them."""
    for hotkey in [hotkey for hotkey, _ in Coinbase.AlphaDividendsPerSubnet.items_under(s, netuid)]:
        if not dividends.get(hotkey):
            Coinbase.AlphaDividendsPerSubnet.remove(s, netuid, hotkey)
    for hotkey, amount in dividends.items():
        rest = _pay_take(s, netuid, hotkey, amount, exact=True)
        if rest:
            _pay_stakers(s, netuid, hotkey, rest)
            Coinbase.AlphaDividendsPerSubnet.put(s, netuid, hotkey, rest)
        elif amount:
            Coinbase.AlphaDividendsPerSubnet.remove(s, netuid, hotkey)
        staked = stakes.stake_on_hotkey(s, hotkey, netuid)
        if staked:
            Coinbase.TotalHotkeyAlphaLastEpoch.put(s, hotkey, netuid, staked)
        else:
            Coinbase.TotalHotkeyAlphaLastEpoch.remove(s, hotkey, netuid)


def pay_root_dividends(s: State, netuid: NetUid, dividends: Mapping[AccountId, int]) -> None:
    """Pay the take of the dividends that root stake earned (U96F32 bits of rao); recycle the stakers' part."""
    for hotkey, amount in dividends.items():
        recycle_subnet_alpha(s, netuid, _pay_take(s, netuid, hotkey, amount, exact=False))


def _owner_hotkeys(s: State, netuid: NetUid) -> set[AccountId]:
    """Return the subnet's hotkeys that its owner controls, and the owner hotkey."""
    owned = Accounts.OwnedHotkeys.get(s, Subnets.SubnetOwner.get(s, netuid))
    main = registry.owner_hotkey(s, netuid)
    candidates = [*owned, *([] if main is None else [main])]
    return {hotkey for hotkey in candidates if Neurons.Uids.exists(s, netuid, hotkey)}


def _pay_miner(s: State, netuid: NetUid, hotkey: AccountId, incentive: Alpha) -> None:
    owner = Accounts.Owner.get(s, hotkey)
    free = _after_collateral(s, netuid, hotkey, owner, incentive, incentive)
    if free == 0:
        return
    chosen = Accounts.AutoStakeDestination.get(s, owner, netuid)
    if chosen is not None:
        s.emit(AutoStakeAdded(netuid, chosen, hotkey, owner, free))
    _credit(s, netuid, hotkey if chosen is None else chosen, owner, free)


def _pay_take(s: State, netuid: NetUid, hotkey: AccountId, amount: int, *, exact: bool) -> Alpha:
    """Pay the hotkey's owner its take of a dividend (U96F32 bits) and return the stakers' part."""
    owner = Accounts.Owner.get(s, hotkey)
    take_bits, rest_bits = take_of(amount, Accounts.Delegates.get(s, hotkey))
    take = Alpha(to_rao(take_bits))
    free = _after_collateral(s, netuid, hotkey, owner, Alpha(to_rao(amount)), take)
    if free and exact:
        _credit(s, netuid, hotkey, owner, free)
    elif free:
        stakes.increase_stake(s, hotkey, owner, netuid, free)
    return Alpha(to_rao(rest_bits))


def _pay_stakers(s: State, netuid: NetUid, hotkey: AccountId, amount: Alpha) -> None:
    """Give alpha to all who stake with a hotkey, or to its owner where there are no stakers."""
    if stakes.has_stakers(s, hotkey, netuid):
        stakes.increase_hotkey_stake(s, hotkey, netuid, amount)
    else:
        stakes.increase_stake(s, hotkey, Accounts.Owner.get(s, hotkey), netuid, amount)


def _after_collateral(
    s: State, netuid: NetUid, hotkey: AccountId, owner: AccountId, earned: Alpha, payable: Alpha
) -> Alpha:
    """Let collateral follow what a hotkey earned; return what of `payable` is left when its shortfall is filled."""
    captured = collateral.settle(s, netuid, hotkey, owner, earned, payable)
    if captured:
        _credit(s, netuid, hotkey, owner, captured)
    return Alpha(payable - captured)


def _credit(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, amount: Alpha) -> None:
    """Stake what was earned; on a Null subnet without rounding where the coldkey is the only staker."""
    if Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null:
        stakes.remember_staking_hotkey(s, hotkey, coldkey)
        share_pool.credit_member(stakes.HotkeyPool(s, hotkey, netuid), coldkey, amount)
    else:
        stakes.increase_stake(s, hotkey, coldkey, netuid, amount)


def is_payable(dividends: Mapping[AccountId, int]) -> bool:
    """Tell whether any of these dividends (U96F32 bits) is at least one rao."""
    return any(U96F32.to_int(amount) for amount in dividends.values())
