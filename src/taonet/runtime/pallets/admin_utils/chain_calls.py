"""Settings that hold for all subnets. They are root's.

Source: lib.rs sudo_set_default_take, sudo_set_nominator_min_required_stake, sudo_set_max_epochs_per_block
"""

from __future__ import annotations

from operator import ge
from typing import Annotated

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.fixed import U64F64 as FIXED
from taonet.runtime.pallets.admin_utils import errors
from taonet.runtime.pallets.admin_utils.setting import must, root, setting, within
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters import events as told
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.staking.positions import clear_small_nominations
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.weights.storage import WeightCommitsStorage
from taonet.runtime.types import I96F32, per_u16, tao, u64f64
from taonet.scale import Typed, u8, u16, u64


@call(index=1, weight=reads_writes(5_692_000, 0, 1))
@setting(root, Accounts.MaxDelegateTake, told.MaxDelegateTakeSet)
def sudo_set_default_take(s: State, origin: Origin, default_take: per_u16) -> None:
    """Set the highest take of a hotkey; 65535 is all of it."""


@call(index=46, weight=reads_writes(5_672_000, 0, 1))
@setting(root, Accounts.MinDelegateTake, told.MinDelegateTakeSet)
def sudo_set_min_delegate_take(s: State, origin: Origin, take: per_u16) -> None:
    """Set the lowest take that a hotkey may choose; 65535 is all of it."""


@call(index=45, weight=reads_writes(5_720_000, 0, 1))
@setting(root, Accounts.TxDelegateTakeRateLimit, told.TxDelegateTakeRateLimitSet)
def sudo_set_tx_delegate_take_rate_limit(s: State, origin: Origin, tx_rate_limit: u64) -> None:
    """Set the blocks between a change of a take and its next increase."""


@call(index=42, weight=reads_writes(5_660_000, 0, 1))
@setting(root, Hyperparameters.StakeThreshold, told.StakeThresholdSet)
def sudo_set_stake_threshold(s: State, origin: Origin, min_stake: u64) -> None:
    """Set the stake weight in rao that validators need to set weights."""


@call(index=43, weight=reads_writes(30_576_000, 5, 1, 6_890))
def sudo_set_nominator_min_required_stake(s: State, origin: Origin, min_stake: u64) -> None:
    """Set the least stake with a foreign hotkey, in millionths of the minimum stake. Raising it sells smaller ones."""
    ensure_root(origin)
    before = Hyperparameters.NominatorMinRequiredStake.get(s)

    Hyperparameters.NominatorMinRequiredStake.put(s, min_stake)
    if min_stake > before:
        clear_small_nominations(s)


@call(index=71, weight=reads_writes(6_352_000, 0, 1))
@setting(root, WeightCommitsStorage.CommitRevealWeightsVersion, told.CommitRevealVersionSet)
def sudo_set_commit_reveal_version(s: State, origin: Origin, version: u16) -> None:
    """Set the form in which weights must be sealed."""


@call(index=73, weight=reads_writes(2_084_000, 0, 1))
@setting(root, Hyperparameters.CKBurn, None)
def sudo_set_ck_burn(s: State, origin: Origin, burn: u64) -> None:
    """Set the share of a parent's dividends recycled on the way to a child of another coldkey; 2^64-1 is all."""


@call(index=74, weight=reads_writes(5_732_000, 0, 1))
@setting(root, Hyperparameters.AdminFreezeWindow, told.AdminFreezeWindowSet)
def sudo_set_admin_freeze_window(s: State, origin: Origin, window: u16) -> None:
    """Set the blocks before an epoch in which settings of its subnet stay as they are."""


@call(index=75, weight=reads_writes(5_832_000, 0, 1))
@setting(root, Hyperparameters.OwnerHyperparamRateLimit, told.OwnerHyperparamRateLimitSet)
def sudo_set_owner_hparam_rate_limit(s: State, origin: Origin, epochs: u16) -> None:
    """Set the tempos between two changes of one setting by an owner."""


@call(index=96, weight=reads_writes(5_740_000, 0, 1))
@setting(root, Hyperparameters.MaxEpochsPerBlock, told.MaxEpochsPerBlockSet, must(ge, 1, errors.ValueNotInBounds))
def sudo_set_max_epochs_per_block(s: State, origin: Origin, max_epochs_per_block: u8) -> None:
    """Set how many epochs may run in one block, at least 1."""


@call(index=28, weight=reads_writes(4_416_000, 0, 1))
@setting(root, Hyperparameters.SubnetOwnerCut, told.SubnetOwnerCutSet)
def sudo_set_subnet_owner_cut(s: State, origin: Origin, subnet_owner_cut: u16) -> None:
    """Set the share of emission that goes to subnet owners; 65535 is all of it."""


@call(index=29, weight=reads_writes(4_268_000, 0, 1))
@setting(root, Subnets.NetworkRateLimit, told.NetworkRateLimitSet)
def sudo_set_network_rate_limit(s: State, origin: Origin, rate_limit: u64) -> None:
    """Set the blocks between the creations of two subnets."""


@call(index=36, weight=reads_writes(4_164_000, 0, 1))
@setting(root, Subnets.NetworkMinLockCost, told.NetworkMinLockCostSet)
def sudo_set_network_min_lock_cost(s: State, origin: Origin, lock_cost: tao) -> None:
    """Set the lowest price of a new subnet in rao."""


@call(index=37, weight=reads_writes(4_244_000, 0, 1))
@setting(root, Subnets.SubnetLimit, told.SubnetLimitSet)
def sudo_set_subnet_limit(s: State, origin: Origin, max_subnets: u16) -> None:
    """Set the highest number of subnets, root not counted."""


@call(index=38, weight=reads_writes(4_256_000, 0, 1))
@setting(root, Subnets.NetworkLockReductionInterval, told.NetworkLockCostReductionIntervalSet)
def sudo_set_lock_reduction_interval(s: State, origin: Origin, interval: u64) -> None:
    """Set the blocks in which the price of a new subnet falls by the last one paid, at full emission."""


@call(index=85, weight=reads_writes(4_164_000, 0, 1))
@setting(root, Subnets.StartCallDelay, told.StartCallDelaySet)
def sudo_set_start_call_delay(s: State, origin: Origin, delay: u64) -> None:
    """Set the blocks between the creation of a subnet and its start."""


@call(index=63, weight=reads_writes(2_984_000, 0, 1))
@setting(root, Coinbase.SubnetMovingAlpha, None)
def sudo_set_subnet_moving_alpha(s: State, origin: Origin, alpha: Annotated[int, Typed(I96F32, "I96F32")]) -> None:
    """Set the weight of the newest price in the smoothed one of an old subnet, as I96F32 bits."""


@call(index=100, weight=reads_writes(2_000_000, 0, 2))
def sudo_set_emission_bar_quantile(s: State, origin: Origin, quantile: u64f64) -> None:
    """Set the part of all emission above the gate's bar, between 0 and 1, and have the bar worked out anew."""
    ensure_root(origin)
    if not 0 < quantile < FIXED.one:
        raise errors.InvalidValue

    Coinbase.EmissionBarQuantile.put(s, quantile)
    Coinbase.EmissionGateBar.kill(s)


@call(index=102, weight=reads_writes(2_000_000, 0, 2))
def sudo_set_emission_bar_rank(s: State, origin: Origin, rank: u16) -> None:
    """Set the rank of the subnet at the gate's bar, 0 for the quantile, and have the bar worked out anew."""
    ensure_root(origin)

    Coinbase.EmissionBarRank.put(s, rank)
    Coinbase.EmissionGateBar.kill(s)


@call(index=101, weight=reads_writes(2_000_000, 0, 1))
@setting(root, Coinbase.EmissionGateExponent, None, within(FIXED.one, FIXED.from_int(8), errors.InvalidValue))
def sudo_set_emission_gate_exponent(s: State, origin: Origin, exponent: u64f64) -> None:
    """Set how steeply the gate damps shares below its bar, 1 to 8."""
