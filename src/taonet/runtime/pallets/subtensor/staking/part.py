"""The slice `staking` as one `part` of subtensor, and what must always hold of its state."""

from __future__ import annotations

from collections import defaultdict

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.pallet import part
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.balances.accounts import DUST_IS_LOST
from taonet.runtime.pallets.balances.storage import EXISTENTIAL_DEPOSIT
from taonet.runtime.pallets.subtensor.pools import is_dynamic
from taonet.runtime.pallets.subtensor.staking import add_calls, burn_calls, errors, events, move_calls, remove_calls
from taonet.runtime.pallets.subtensor.staking.constants import Constants
from taonet.runtime.pallets.subtensor.staking.stakes import is_share_void
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.subtensor.tao import count_dust, subnet_account

_DUST_SLACK = 1_000_000
"""Rao that emptied accounts of subnets without a pool may have lost: hundreds of them, up to 499 rao each time."""

_KEPT_DEPOSIT = EXISTENTIAL_DEPOSIT
"""Rao that may be missing from the account of a subnet whose owner had just its price."""


def both_issuances_agree(s: State) -> None:
    """Hold this pallet's total against that of all balances, and both against the cap.

    Anyone may burn funds with `Balances.burn`, which this pallet does not observe: its total may be the larger one.
    """
    own, funds = Staking.TotalIssuance.get(s), balances.total_issuance(s)
    if own < funds:
        raise BrokenInvariant(f"TotalIssuance is {own} here and {funds} in balances")
    if own > curve_of(s).cap:
        raise BrokenInvariant(f"TotalIssuance {own} is above the cap")


def subnet_accounts_cover_pools(s: State) -> None:
    """Hold the account of each subnet against the TAO of its pool.

    Without a least reserve (root, one-to-one subnets) an account may fall below the deposit and lose the rest as dust.
    A pool begins with the least price of a subnet also when the owner, who keeps a deposit, paid a little less.
    """
    for netuid, _ in Subnets.NetworksAdded.items(s):
        pool, funds = Staking.SubnetTAO.get(s, netuid), balances.total_balance(s, subnet_account(netuid))
        if funds + (_KEPT_DEPOSIT if is_dynamic(s, netuid) else _DUST_SLACK) < pool:
            raise BrokenInvariant(f"subnet {netuid} has {pool} rao in its pool but {funds} on its account")


def total_stake_is_sum_of_pools(s: State) -> None:
    """Hold `TotalStake` against the TAO of all pools."""
    total, pools = Staking.TotalStake.get(s), sum(tao for _, tao in Staking.SubnetTAO.items(s))
    if total != pools:
        raise BrokenInvariant(f"TotalStake is {total}, the pools hold {pools}")


def hotkeys_sum_to_subnet(s: State) -> None:
    """Hold the stake on all hotkeys against `TotalAlphaStaked`, and against the alpha outside the pool."""
    staked: dict[NetUid, int] = defaultdict(int)
    for (_, netuid), alpha in Staking.TotalHotkeyAlpha.items(s):
        staked[netuid] += alpha
    for netuid in sorted({*staked, *(netuid for netuid, _ in Staking.TotalAlphaStaked.items(s))}):
        counted = Staking.TotalAlphaStaked.get(s, netuid)
        if counted != staked[netuid]:
            raise BrokenInvariant(f"subnet {netuid}: TotalAlphaStaked is {counted}, hotkeys have {staked[netuid]}")
        outside = Staking.SubnetAlphaOut.get(s, netuid)
        if staked[netuid] + Staking.SubnetProtocolAlpha.get(s, netuid) > outside:
            raise BrokenInvariant(f"subnet {netuid}: {staked[netuid]} staked, but only {outside} outside the pool")


def shares_fit_denominator(s: State) -> None:
    """Hold the valid shares of every pool against its denominator: they never sum to more.

    They may sum to less. A staker who takes all of a position may leave a rao, and the last digit of the denominator,
    to no one; in a pool that was nearly empty then, later stakes and dividends make that a part of any size.
    """
    sums: dict[tuple[AccountId, NetUid], list[SafeFloat]] = defaultdict(list)
    for (hotkey, coldkey, netuid), share in Staking.AlphaV2.items(s):
        if not is_share_void(s, hotkey, coldkey, netuid):
            sums[hotkey, netuid].append(share)
    for pool in sorted(sums):
        shares, denominator = sums[pool], Staking.TotalHotkeySharesV2.get(s, *pool)
        lowest = min(part.exponent for part in (*shares, denominator))
        exact, limit = sum(_scaled(share, lowest) for share in shares), _scaled(denominator, lowest)
        if exact > limit:
            raise BrokenInvariant(f"shares of {pool[0].hex()} on {pool[1]} sum to {exact} e{lowest}, above {limit}")


def staking_coldkeys_are_dense(s: State) -> None:
    """Hold the numbered list of coldkeys with root stake against itself: no gap, both directions agree."""
    count = Staking.NumStakingColdkeys.get(s)
    by_index = dict(Staking.StakingColdkeysByIndex.items(s))
    by_key = {index: coldkey for coldkey, index in Staking.StakingColdkeys.items(s)}
    if set(by_index) != set(range(count)) or by_index != by_key:
        raise BrokenInvariant(f"the {count} staking coldkeys of root are not numbered densely")


def root_is_one_to_one(s: State) -> None:
    """Hold root's alpha against its TAO: they are the same."""
    alpha, tao = Staking.SubnetAlphaOut.get(s, ROOT), Staking.SubnetTAO.get(s, ROOT)
    if alpha != tao:
        raise BrokenInvariant(f"root has {alpha} alpha outside and {tao} rao in its pool")


def _scaled(value: SafeFloat, exponent: int) -> int:
    return value.mantissa * 10 ** (value.exponent - exponent) if value.mantissa else 0


INVARIANTS = (
    both_issuances_agree,
    subnet_accounts_cover_pools,
    total_stake_is_sum_of_pools,
    hotkeys_sum_to_subnet,
    shares_fit_denominator,
    staking_coldkeys_are_dense,
    root_is_one_to_one,
)


PART = part(
    storage=[Staking],
    calls=[add_calls, remove_calls, move_calls, burn_calls],
    events=[events],
    errors=[errors],
    constants=[Constants],
    invariants=INVARIANTS,
    on={DUST_IS_LOST: count_dust},
)
