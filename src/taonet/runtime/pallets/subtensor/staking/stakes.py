"""Stakes: how much alpha a coldkey has on a hotkey of a subnet, and how that number changes.

Every hotkey of a subnet keeps one pool of shares (`math.share_pool`); this module puts those rules over chain storage.

Source: staking/stake_utils.rs get_stake_for_hotkey_and_coldkey_on_subnet, get_stake_for_hotkey_on_subnet
Source: staking/stake_utils.rs increase_stake_for_hotkey_and_coldkey_on_subnet
Source: staking/stake_utils.rs decrease_stake_for_hotkey_and_coldkey_on_subnet
Source: staking/stake_utils.rs try_increase_stake_for_hotkey_and_coldkey_on_subnet, get_alpha_issuance
Source: staking/helpers.rs get_total_stake_for_hotkey
"""

from __future__ import annotations

from typing import final

from taonet.frame.hooks import Question, Signal
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.math import share_pool
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import registry

STAKE_CHANGES: Signal[AccountId, AccountId, NetUid, int] = Signal(
    "A coldkey's stake on a hotkey is about to change: hotkey, coldkey, subnet, by how much. All changes but dividends, "
    "which the whole pool of a hotkey gets, pass here. An answer may refuse; TAO that the stake turns into comes after."
)

BOUND_STAKE: Question[AccountId, NetUid] = Question(
    "How much of its stake on a subnet a coldkey may not give away: coldkey, subnet. Of root stake, which is TAO, what may "
    "not become another's and may become the coldkey's own TAO."
)


@final
class HotkeyPool:
    """The share pool of one hotkey of one subnet in the state; coldkeys are its keys."""

    __slots__ = ("_hotkey", "_netuid", "_state")

    def __init__(self, s: State, hotkey: AccountId, netuid: NetUid) -> None:
        self._state, self._hotkey, self._netuid = s, hotkey, netuid

    def shared_value(self) -> int:
        """Return the alpha of the whole pool."""
        return Staking.TotalHotkeyAlpha.get(self._state, self._hotkey, self._netuid)

    def set_shared_value(self, value: int) -> None:
        """Store the alpha of the whole pool, and count the difference on the subnet."""
        s, before = self._state, self.shared_value()
        if value != before:
            Staking.TotalAlphaStaked.update(
                s, self._netuid, lambda total: Alpha(saturating_add(saturating_sub(total, before), value))
            )
        if value:
            Staking.TotalHotkeyAlpha.put(s, self._hotkey, self._netuid, Alpha(value))
        else:
            Staking.TotalHotkeyAlpha.remove(s, self._hotkey, self._netuid)

    def denominator(self) -> SafeFloat:
        """Return what all shares sum to."""
        return Staking.TotalHotkeySharesV2.get(self._state, self._hotkey, self._netuid)

    def set_denominator(self, denominator: SafeFloat) -> None:
        """Store the denominator; closing and opening the pool make all older shares void."""
        s = self._state
        if self.denominator().is_zero() != denominator.is_zero():
            Staking.AlphaSharePoolEpoch.update(s, self._hotkey, self._netuid, lambda epoch: saturating_add(epoch, 1))
        if denominator.is_zero():
            Staking.TotalHotkeySharesV2.remove(s, self._hotkey, self._netuid)
        else:
            Staking.TotalHotkeySharesV2.put(s, self._hotkey, self._netuid, denominator)

    def share(self, key: AccountId) -> SafeFloat:
        """Return the share of a coldkey, zero for one that is void."""
        share = Staking.AlphaV2.get(self._state, (self._hotkey, key, self._netuid))
        if share.is_zero() or not is_share_void(self._state, self._hotkey, key, self._netuid):
            return share
        return SafeFloat.zero()

    def set_share(self, key: AccountId, share: SafeFloat) -> None:
        """Store the share of a coldkey with the epoch of the pool; drop the rows when it is zero."""
        s, position = self._state, (self._hotkey, key, self._netuid)
        epoch = Staking.AlphaSharePoolEpoch.get(s, self._hotkey, self._netuid)
        if share.is_zero():
            Staking.AlphaV2.remove(s, position)
            if epoch:
                Staking.AlphaShareEpoch.remove(s, position)
            return
        Staking.AlphaV2.put(s, position, share)
        if epoch:
            Staking.AlphaShareEpoch.put(s, position, epoch)


def is_share_void(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid) -> bool:
    """Tell whether a stored share belongs to a pool that was closed since, and is worth nothing."""
    epoch = Staking.AlphaSharePoolEpoch.get(s, hotkey, netuid)
    return epoch != 0 and Staking.AlphaShareEpoch.get(s, (hotkey, coldkey, netuid)) != epoch


def stake_of(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid) -> Alpha:
    """Return the alpha that a coldkey has on a hotkey of a subnet."""
    return Alpha(share_pool.value_of(HotkeyPool(s, hotkey, netuid), coldkey))


def stake_on_hotkey(s: State, hotkey: AccountId, netuid: NetUid) -> Alpha:
    """Return the alpha of all coldkeys on a hotkey of a subnet."""
    return Staking.TotalHotkeyAlpha.get(s, hotkey, netuid)


def stake_worth(s: State, hotkey: AccountId) -> Tao:
    """Return what the alpha on a hotkey on all subnets is worth at the present prices, in rao."""
    total = 0
    for netuid in registry.netuids(s):
        alpha = U64F64.from_int(stake_on_hotkey(s, hotkey, netuid))
        total = U64F64.add(total, U64F64.mul(alpha, pools.current_price(s, netuid)))
    return Tao(U64F64.to_int(total))


def stake_of_coldkey(s: State, coldkey: AccountId, netuid: NetUid) -> Alpha:
    """Return the alpha of a coldkey on all hotkeys of a subnet that it is known to stake with."""
    total = 0
    for hotkey in Accounts.StakingHotkeys.get(s, coldkey):
        total = saturating_add(total, stake_of(s, hotkey, coldkey, netuid))
    return Alpha(total)


def alpha_issuance(s: State, netuid: NetUid) -> Alpha:
    """Return the alpha of a subnet that exists: in its pool, outside it, and waiting to enter it."""
    total = saturating_add(Staking.SubnetAlphaIn.get(s, netuid), Staking.SubnetAlphaOut.get(s, netuid))
    return Alpha(saturating_add(total, pools.protocol_alpha_reservoir(s, netuid)))


def has_stakers(s: State, hotkey: AccountId, netuid: NetUid) -> bool:
    """Tell whether anyone would get what `increase_hotkey_stake` adds."""
    return share_pool.has_members(HotkeyPool(s, hotkey, netuid))


def increase_hotkey_stake(s: State, hotkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Add alpha to everyone's stake on a hotkey, in proportion."""
    share_pool.update_for_all(HotkeyPool(s, hotkey, netuid), amount)


def decrease_hotkey_stake(s: State, hotkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Take alpha from everyone's stake on a hotkey, in proportion."""
    share_pool.update_for_all(HotkeyPool(s, hotkey, netuid), -amount)


def can_increase_stake(s: State, hotkey: AccountId, netuid: NetUid, amount: Alpha) -> bool:
    """Tell whether `amount` is enough to be felt by the share pool of a hotkey."""
    return share_pool.would_change(HotkeyPool(s, hotkey, netuid), amount)


def increase_stake(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> None:
    """Add alpha to the stake of a coldkey and remember that it stakes with the hotkey."""
    if amount:
        STAKE_CHANGES.send(s, hotkey, coldkey, netuid, amount)
        remember_staking_hotkey(s, hotkey, coldkey)
    share_pool.update_for_one(HotkeyPool(s, hotkey, netuid), coldkey, amount)


def decrease_stake(s: State, hotkey: AccountId, coldkey: AccountId, netuid: NetUid, amount: Alpha) -> Alpha:
    """Take alpha from the stake of a coldkey and return what the pool lost by it.

    A stake smaller than `amount` is left alone: the answer is 0. Credit only what is returned.
    """
    pool = HotkeyPool(s, hotkey, netuid)
    if share_pool.value_of(pool, coldkey) < amount:
        return Alpha(0)
    if amount:
        STAKE_CHANGES.send(s, hotkey, coldkey, netuid, -amount)
    before = pool.shared_value()
    share_pool.update_for_one(pool, coldkey, -amount)
    return Alpha(saturating_sub(before, pool.shared_value()))


def remember_staking_hotkey(s: State, hotkey: AccountId, coldkey: AccountId) -> None:
    """Note that a coldkey stakes with a hotkey."""
    hotkeys = Accounts.StakingHotkeys.get(s, coldkey)
    if hotkey not in hotkeys:
        Accounts.StakingHotkeys.put(s, coldkey, [*hotkeys, hotkey])


def forget_staking_hotkey(s: State, hotkey: AccountId, coldkey: AccountId) -> None:
    """Drop the note that a coldkey stakes with a hotkey once it has no position there on any subnet."""
    if next(Staking.AlphaV2.items_under(s, hotkey, coldkey), None) is not None:
        return
    if not Accounts.StakingHotkeys.exists(s, coldkey):
        return
    rest = [known for known in Accounts.StakingHotkeys.get(s, coldkey) if known != hotkey]
    if rest:
        Accounts.StakingHotkeys.put(s, coldkey, rest)
    else:
        Accounts.StakingHotkeys.remove(s, coldkey)
