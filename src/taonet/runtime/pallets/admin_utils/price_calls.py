"""Settings of prices, collateral and the emission of a subnet.

Source: lib.rs sudo_set_min_burn, sudo_set_burn_half_life, sudo_set_owner_cut_enabled, sudo_set_rao_recycled
Source: pallets/subtensor/src/subnets/subnet.rs do_set_sn_owner_hotkey
"""

from __future__ import annotations

from operator import gt, le, lt
from typing import Annotated

from taonet.frame.call import call
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.fixed import U64F64 as FIXED
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.admin_utils import errors, events
from taonet.runtime.pallets.admin_utils.setting import (
    exists,
    exists_but_root,
    must,
    owner,
    root,
    root_outside_freeze,
    setting,
    within,
)
from taonet.runtime.pallets.subtensor import rate_limits
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter as Limit
from taonet.runtime.pallets.subtensor.accounts.types import SetSNOwnerHotkey
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.errors import TxRateLimitExceeded
from taonet.runtime.pallets.subtensor.hyperparameters import events as told
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import RECYCLE_OR_BURN, RecycleOrBurnEnum
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import ACCOUNT_ID, netuid, tao, u64f64
from taonet.scale import Typed, u16, u64

MIN_BURN_UPPER_BOUND = Tao(1_000_000_000)  # rao: 1 TAO
MAX_BURN_LOWER_BOUND = Tao(100_000_000)  # rao: 0.1 TAO
MAX_BURN_HALF_LIFE = 36_100  # blocks: five days of 12 s blocks
OWNER_HOTKEY_RATE_LIMIT = 50_400  # blocks: a week of 12 s blocks, for owner and root together
MAX_COLLATERAL_SHARE = 62_258  # of 65 535: 95 %


@call(index=22, weight=reads_writes(37_508_000, 6, 1, 4_385))
@setting(
    owner(Limit.MinBurn),
    Hyperparameters.MinBurn,
    told.MinBurnSet,
    exists,
    must(lt, MIN_BURN_UPPER_BOUND, errors.ValueNotInBounds),
    must(lt, Hyperparameters.MaxBurn, errors.ValueNotInBounds),
)
def sudo_set_min_burn(s: State, origin: Origin, netuid: netuid, min_burn: tao) -> None:
    """Set the lowest price of registering in rao: below 1 TAO and below the highest. For owner and root."""


@call(index=23, weight=reads_writes(36_976_000, 6, 1, 4_410))
@setting(
    owner(Limit.MaxBurn),
    Hyperparameters.MaxBurn,
    told.MaxBurnSet,
    exists,
    must(gt, MAX_BURN_LOWER_BOUND, errors.ValueNotInBounds),
    must(gt, Hyperparameters.MinBurn, errors.ValueNotInBounds),
)
def sudo_set_max_burn(s: State, origin: Origin, netuid: netuid, max_burn: tao) -> None:
    """Set the highest price of registering in rao: above 0.1 TAO and above the lowest. For owner and root."""


@call(index=89, weight=reads_writes(42_652_000, 8, 2), dispatch_class=DispatchClass.Operational)
@setting(
    owner(Limit.BurnHalfLife),
    Hyperparameters.BurnHalfLife,
    events.BurnHalfLifeSet,
    exists_but_root,
    within(1, MAX_BURN_HALF_LIFE, errors.InvalidValue),
)
def sudo_set_burn_half_life(s: State, origin: Origin, netuid: netuid, burn_half_life: u16) -> None:
    """Set the blocks in which the price of registering halves, 1 to 36100. For owner and root."""


@call(index=90, weight=reads_writes(42_884_000, 8, 2), dispatch_class=DispatchClass.Operational)
@setting(
    owner(Limit.BurnIncreaseMult),
    Hyperparameters.BurnIncreaseMult,
    events.BurnIncreaseMultSet,
    exists_but_root,
    within(FIXED.one, FIXED.from_int(3), errors.InvalidValue),
)
def sudo_set_burn_increase_mult(s: State, origin: Origin, netuid: netuid, burn_increase_mult: u64f64) -> None:
    """Set the factor by which a registration raises the price of the next, 1 to 3. For owner and root."""


@call(index=98, weight=reads_writes(42_884_000, 8, 2), dispatch_class=DispatchClass.Operational)
@setting(
    owner(Limit.CollateralLockShare),
    Hyperparameters.CollateralLockShare,
    events.CollateralLockShareSet,
    exists_but_root,
    must(le, MAX_COLLATERAL_SHARE, errors.CollateralLockShareTooHigh),
)
def sudo_set_collateral_lock_share(s: State, origin: Origin, netuid: netuid, lock_share: u16) -> None:
    """Set the share of the price that is locked instead of burned, at most 95 %; 65535 is all. For owner and root."""


@call(index=99, weight=reads_writes(42_884_000, 8, 2), dispatch_class=DispatchClass.Operational)
@setting(
    owner(Limit.CollateralDrainRatio),
    Hyperparameters.CollateralDrainRatio,
    events.CollateralDrainRatioSet,
    exists_but_root,
    within(1, FIXED.from_int(10), errors.CollateralDrainRatioOutOfBounds),
)
def sudo_set_collateral_drain_ratio(s: State, origin: Origin, netuid: netuid, drain_ratio: u64f64) -> None:
    """Set the collateral released per alpha earned, above 0 and at most 10, for registrations to come.

    For owner and root.
    """


@call(index=80, weight=reads_writes(33_720_000, 7, 2))
@setting(owner(Limit.RecycleOrBurn), Hyperparameters.RecycleOrBurn, None)
def sudo_set_recycle_or_burn(
    s: State,
    origin: Origin,
    netuid: netuid,
    recycle_or_burn: Annotated[RecycleOrBurnEnum, Typed(RECYCLE_OR_BURN, "pallet_subtensor::RecycleOrBurnEnum")],
) -> None:
    """Choose what becomes of the emission of the owner's own neurons. For owner and root."""


@call(index=92, weight=reads_writes(32_728_000, 6, 1), dispatch_class=DispatchClass.Operational)
@setting(owner(None), Hyperparameters.OwnerCutEnabled, None, exists_but_root)
def sudo_set_owner_cut_enabled(s: State, origin: Origin, netuid: netuid, enabled: bool) -> None:
    """Decide whether the owner gets a share of the emission of a subnet. For owner and root."""


@call(index=94, weight=reads_writes(16_400_000, 1, 1, 4_084))
@setting(root, Hyperparameters.SubnetEmissionEnabled, events.SubnetEmissionEnabledSet, exists_but_root)
def sudo_set_subnet_emission_enabled(s: State, origin: Origin, netuid: netuid, enabled: bool) -> None:
    """Decide whether TAO of the block emission flows into the pool of a subnet. For root.

    New subnets start without it. The alpha of miners and stakers is created either way.
    """


@call(index=66, weight=reads_writes(24_848_000, 4, 1, 4_280))
@setting(root_outside_freeze, Subnets.SubtokenEnabled, None)
def sudo_set_subtoken_enabled(s: State, origin: Origin, netuid: netuid, subtoken_enabled: bool) -> None:
    """Decide whether the token of a subnet can be traded. For root."""


@call(index=65, weight=reads_writes(4_236_000, 0, 1))
@setting(root, Coinbase.EMAPriceHalvingBlocks, None)
def sudo_set_ema_price_halving_period(s: State, origin: Origin, netuid: netuid, ema_halving: u64) -> None:
    """Set the age in blocks at which the smoothed price follows half as fast as it ever will. For root."""


@call(index=39, weight=reads_writes(16_368_000, 1, 1, 4_084))
@setting(root, Registration.RAORecycledForRegistration, told.RAORecycledForRegistrationSet, exists)
def sudo_set_rao_recycled(s: State, origin: Origin, netuid: netuid, rao_recycled: tao) -> None:
    """Set the count of rao spent on registrations on a subnet. For root."""


@call(index=21, weight=reads_writes(34_192_000, 5, 1, 4_383))
@setting(root_outside_freeze, Hyperparameters.TargetRegistrationsPerInterval, told.RegistrationPerIntervalSet, exists)
def sudo_set_target_registrations_per_interval(
    s: State, origin: Origin, netuid: netuid, target_registrations_per_interval: u16
) -> None:
    """Set the aimed number of registrations in an interval; only root obeys three times of it. For root."""


@call(index=27, weight=reads_writes(33_784_000, 5, 1, 4_383))
@setting(root_outside_freeze, Hyperparameters.MaxRegistrationsPerBlock, told.MaxRegistrationsPerBlockSet, exists)
def sudo_set_max_registrations_per_block(
    s: State, origin: Origin, netuid: netuid, max_registrations_per_block: u16
) -> None:
    """Set how many neurons may register in a block. For root."""


@call(index=67, weight=reads_writes(25_704_000, 4, 2, 4_177))
def sudo_set_sn_owner_hotkey(
    s: State,
    origin: Origin,
    netuid: netuid,
    hotkey: Annotated[AccountId, Typed(ACCOUNT_ID, "<T as frame_system::Config>::AccountId")],
) -> None:
    """Name the hotkey that stands for the owner of a subnet, once a week. For owner and root."""
    registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    limit = SetSNOwnerHotkey(netuid)
    if not rate_limits.has_passed(OWNER_HOTKEY_RATE_LIMIT, now(s), rate_limits.last_block(s, limit)):
        raise TxRateLimitExceeded

    registry.set_owner_hotkey(s, netuid, hotkey)
    rate_limits.set_last_block(s, limit, now(s))
