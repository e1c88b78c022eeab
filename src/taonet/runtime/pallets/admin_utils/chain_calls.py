"""Settings that hold for all subnets. They are root's."""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.fixed import U64F64 as FIXED
from taonet.runtime.pallets.admin_utils import errors
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters import value_events
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking.positions import clear_small_nominations
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import I96F32, per_u16, tao, u64f64
from taonet.scale import Typed, u8, u16, u64

MAX_GATE_EXPONENT = FIXED.from_int(8)


@call(index=1, weight=reads_writes(5_400_000, 0, 1))
def sudo_set_default_take(s: State, origin: Origin, default_take: per_u16) -> None:
    """Set the highest take of a hotkey; 65535 is all of it."""
    ensure_root(origin)

    Accounts.MaxDelegateTake.put(s, default_take)
    s.emit(value_events.MaxDelegateTakeSet(default_take))


@call(index=46, weight=reads_writes(5_490_000, 0, 1))
def sudo_set_min_delegate_take(s: State, origin: Origin, take: per_u16) -> None:
    """Set the lowest take that a hotkey may choose; 65535 is all of it."""
    ensure_root(origin)

    Accounts.MinDelegateTake.put(s, take)
    s.emit(value_events.MinDelegateTakeSet(take))


@call(index=45, weight=reads_writes(5_420_000, 0, 1))
def sudo_set_tx_delegate_take_rate_limit(s: State, origin: Origin, tx_rate_limit: u64) -> None:
    """Set the blocks between a change of a take and its next increase."""
    ensure_root(origin)

    Accounts.TxDelegateTakeRateLimit.put(s, tx_rate_limit)
    s.emit(value_events.TxDelegateTakeRateLimitSet(tx_rate_limit))


@call(index=42, weight=reads_writes(5_500_000, 0, 1))
def sudo_set_stake_threshold(s: State, origin: Origin, min_stake: u64) -> None:
    """Set the stake weight in rao that validators need to set weights."""
    ensure_root(origin)

    Hyperparameters.StakeThreshold.put(s, min_stake)
    s.emit(value_events.StakeThresholdSet(min_stake))


@call(index=43, weight=reads_writes(30_697_000, 5, 1, 6_890))
def sudo_set_nominator_min_required_stake(s: State, origin: Origin, min_stake: u64) -> None:
    """Set the least stake with a foreign hotkey, in millionths of the minimum stake. Raising it sells smaller ones."""
    ensure_root(origin)
    before = Hyperparameters.NominatorMinRequiredStake.get(s)

    Hyperparameters.NominatorMinRequiredStake.put(s, min_stake)
    if min_stake > before:
        clear_small_nominations(s)


@call(index=73, weight=reads_writes(15_650_000, 1, 1))
def sudo_set_ck_burn(s: State, origin: Origin, burn: u64) -> None:
    """Set the share of a parent's dividends recycled on the way to a child of another coldkey; 2^64-1 is all."""
    ensure_root(origin)

    Hyperparameters.CKBurn.put(s, burn)


@call(index=74, weight=reads_writes(5_450_000, 0, 1))
def sudo_set_admin_freeze_window(s: State, origin: Origin, window: u16) -> None:
    """Set the blocks before an epoch in which settings of its subnet stay as they are."""
    ensure_root(origin)

    Hyperparameters.AdminFreezeWindow.put(s, window)
    s.emit(value_events.AdminFreezeWindowSet(window))


@call(index=75, weight=reads_writes(5_471_000, 0, 1))
def sudo_set_owner_hparam_rate_limit(s: State, origin: Origin, epochs: u16) -> None:
    """Set the tempos between two changes of one setting by an owner."""
    ensure_root(origin)

    Hyperparameters.OwnerHyperparamRateLimit.put(s, epochs)
    s.emit(value_events.OwnerHyperparamRateLimitSet(epochs))


@call(index=96, weight=reads_writes(5_530_000, 0, 1))
def sudo_set_max_epochs_per_block(s: State, origin: Origin, max_epochs_per_block: u8) -> None:
    """Set how many epochs may run in one block, at least 1."""
    ensure_root(origin)
    if max_epochs_per_block < 1:
        raise errors.ValueNotInBounds

    Hyperparameters.MaxEpochsPerBlock.put(s, max_epochs_per_block)
    s.emit(value_events.MaxEpochsPerBlockSet(max_epochs_per_block))


@call(index=28, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_subnet_owner_cut(s: State, origin: Origin, subnet_owner_cut: u16) -> None:
    """Set the share of emission that goes to subnet owners; 65535 is all of it."""
    ensure_root(origin)

    Hyperparameters.SubnetOwnerCut.put(s, subnet_owner_cut)
    s.emit(value_events.SubnetOwnerCutSet(subnet_owner_cut))


@call(index=29, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_network_rate_limit(s: State, origin: Origin, rate_limit: u64) -> None:
    """Set the blocks between the creations of two subnets."""
    ensure_root(origin)

    Subnets.NetworkRateLimit.put(s, rate_limit)
    s.emit(value_events.NetworkRateLimitSet(rate_limit))


@call(index=36, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_network_min_lock_cost(s: State, origin: Origin, lock_cost: tao) -> None:
    """Set the lowest price of a new subnet in rao."""
    ensure_root(origin)

    Subnets.NetworkMinLockCost.put(s, lock_cost)
    s.emit(value_events.NetworkMinLockCostSet(lock_cost))


@call(index=37, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_subnet_limit(s: State, origin: Origin, max_subnets: u16) -> None:
    """Set the highest number of subnets, root not counted."""
    ensure_root(origin)

    Subnets.SubnetLimit.put(s, max_subnets)
    s.emit(value_events.SubnetLimitSet(max_subnets))


@call(index=38, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_lock_reduction_interval(s: State, origin: Origin, interval: u64) -> None:
    """Set the blocks in which the price of a new subnet falls by the last one paid, at full emission."""
    ensure_root(origin)

    Subnets.NetworkLockReductionInterval.put(s, interval)
    s.emit(value_events.NetworkLockCostReductionIntervalSet(interval))


@call(index=85, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_start_call_delay(s: State, origin: Origin, delay: u64) -> None:
    """Set the blocks between the creation of a subnet and its start."""
    ensure_root(origin)

    Subnets.StartCallDelay.put(s, delay)
    s.emit(value_events.StartCallDelaySet(delay))


@call(index=63, weight=reads_writes(2_955_000, 0, 1))
def sudo_set_subnet_moving_alpha(s: State, origin: Origin, alpha: Annotated[int, Typed(I96F32, "I96F32")]) -> None:
    """Set the weight of the newest price in the smoothed one of an old subnet, as I96F32 bits."""
    ensure_root(origin)

    Coinbase.SubnetMovingAlpha.put(s, alpha)


@call(index=100, weight=reads_writes(14_000_000, 0, 2))
def sudo_set_emission_bar_quantile(s: State, origin: Origin, quantile: u64f64) -> None:
    """Set the part of all emission above the gate's bar, between 0 and 1, and have the bar worked out anew."""
    ensure_root(origin)
    if not 0 < quantile < FIXED.one:
        raise errors.InvalidValue

    Coinbase.EmissionBarQuantile.put(s, quantile)
    Coinbase.EmissionGateBar.kill(s)


@call(index=102, weight=reads_writes(14_000_000, 0, 2))
def sudo_set_emission_bar_rank(s: State, origin: Origin, rank: u16) -> None:
    """Set the rank of the subnet at the gate's bar, 0 for the quantile, and have the bar worked out anew."""
    ensure_root(origin)

    Coinbase.EmissionBarRank.put(s, rank)
    Coinbase.EmissionGateBar.kill(s)


@call(index=101, weight=reads_writes(14_000_000, 0, 1))
def sudo_set_emission_gate_exponent(s: State, origin: Origin, exponent: u64f64) -> None:
    """Set how steeply the gate damps shares below its bar, 1 to 8."""
    ensure_root(origin)
    if not FIXED.one <= exponent <= MAX_GATE_EXPONENT:
        raise errors.InvalidValue

    Coinbase.EmissionGateExponent.put(s, exponent)
