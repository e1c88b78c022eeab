"""Settings of prices, collateral and the emission of a subnet."""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import call
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.fixed import U64F64 as FIXED
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.admin_utils import errors, events
from taonet.runtime.pallets.admin_utils.guards import (
    ensure_root_outside_freeze,
    ensure_subnet,
    ensure_subnet_but_root,
    owner_change,
)
from taonet.runtime.pallets.subtensor import schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters import value_events
from taonet.runtime.pallets.subtensor.hyperparameters.owner_changes import change_owner_hotkey
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
MAX_COLLATERAL_SHARE = 62_258  # of 65 535: 95 %
MAX_DRAIN_RATIO = FIXED.from_int(10)


@call(index=22, weight=reads_writes(37_780_000, 6, 1, 4_385))
def sudo_set_min_burn(s: State, origin: Origin, netuid: netuid, min_burn: tao) -> None:
    """Set the lowest price of registering in rao: below 1 TAO and below the highest. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.MinBurn):
        ensure_subnet(s, netuid)
        if min_burn >= MIN_BURN_UPPER_BOUND or min_burn >= Hyperparameters.MaxBurn.get(s, netuid):
            raise errors.ValueNotInBounds

        Hyperparameters.MinBurn.put(s, netuid, min_burn)
        s.emit(value_events.MinBurnSet(netuid, min_burn))


@call(index=23, weight=reads_writes(36_949_000, 6, 1, 4_410))
def sudo_set_max_burn(s: State, origin: Origin, netuid: netuid, max_burn: tao) -> None:
    """Set the highest price of registering in rao: above 0.1 TAO and above the lowest. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.MaxBurn):
        ensure_subnet(s, netuid)
        if max_burn <= MAX_BURN_LOWER_BOUND or max_burn <= Hyperparameters.MinBurn.get(s, netuid):
            raise errors.ValueNotInBounds

        Hyperparameters.MaxBurn.put(s, netuid, max_burn)
        s.emit(value_events.MaxBurnSet(netuid, max_burn))


@call(index=89, weight=reads_writes(25_000_000, 4, 1), dispatch_class=DispatchClass.Operational)
def sudo_set_burn_half_life(s: State, origin: Origin, netuid: netuid, burn_half_life: u16) -> None:
    """Set the blocks in which the price of registering halves, 1 to 36100. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.BurnHalfLife):
        ensure_subnet_but_root(s, netuid)
        if not 0 < burn_half_life <= MAX_BURN_HALF_LIFE:
            raise errors.InvalidValue

        Hyperparameters.BurnHalfLife.put(s, netuid, burn_half_life)
        s.emit(events.BurnHalfLifeSet(netuid, burn_half_life))


@call(index=90, weight=reads_writes(25_000_000, 4, 1), dispatch_class=DispatchClass.Operational)
def sudo_set_burn_increase_mult(s: State, origin: Origin, netuid: netuid, burn_increase_mult: u64f64) -> None:
    """Set the factor by which a registration raises the price of the next, 1 to 3. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.BurnIncreaseMult):
        ensure_subnet_but_root(s, netuid)
        if not FIXED.one <= burn_increase_mult <= FIXED.from_int(3):
            raise errors.InvalidValue

        Hyperparameters.BurnIncreaseMult.put(s, netuid, burn_increase_mult)
        s.emit(events.BurnIncreaseMultSet(netuid, burn_increase_mult))


@call(index=98, weight=reads_writes(25_000_000, 4, 1), dispatch_class=DispatchClass.Operational)
def sudo_set_collateral_lock_share(s: State, origin: Origin, netuid: netuid, lock_share: u16) -> None:
    """Set the share of the price that is locked instead of burned, at most 95 %; 65535 is all. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.CollateralLockShare):
        ensure_subnet_but_root(s, netuid)
        if lock_share > MAX_COLLATERAL_SHARE:
            raise errors.CollateralLockShareTooHigh

        Hyperparameters.CollateralLockShare.put(s, netuid, lock_share)
        s.emit(events.CollateralLockShareSet(netuid, lock_share))


@call(index=99, weight=reads_writes(25_000_000, 4, 1), dispatch_class=DispatchClass.Operational)
def sudo_set_collateral_drain_ratio(s: State, origin: Origin, netuid: netuid, drain_ratio: u64f64) -> None:
    """Set the collateral released per alpha earned, above 0 and at most 10, for registrations to come.

    For owner and root.
    """
    with owner_change(s, origin, netuid, Hyperparameter.CollateralDrainRatio):
        ensure_subnet_but_root(s, netuid)
        if not 0 < drain_ratio <= MAX_DRAIN_RATIO:
            raise errors.CollateralDrainRatioOutOfBounds

        Hyperparameters.CollateralDrainRatio.put(s, netuid, drain_ratio)
        s.emit(events.CollateralDrainRatioSet(netuid, drain_ratio))


@call(index=80, weight=reads_writes(25_000_000, 4, 1))
def sudo_set_recycle_or_burn(
    s: State,
    origin: Origin,
    netuid: netuid,
    recycle_or_burn: Annotated[RecycleOrBurnEnum, Typed(RECYCLE_OR_BURN, "pallet_subtensor::RecycleOrBurnEnum")],
) -> None:
    """Choose what becomes of the emission of the owner's own neurons. For owner and root."""
    with owner_change(s, origin, netuid, Hyperparameter.RecycleOrBurn):
        Hyperparameters.RecycleOrBurn.put(s, netuid, recycle_or_burn)


@call(index=92, weight=reads_writes(25_000_000, 4, 1), dispatch_class=DispatchClass.Operational)
def sudo_set_owner_cut_enabled(
    s: State,
    origin: Origin,
    netuid: netuid,
    enabled: bool,
) -> None:
    """Decide whether the owner gets a share of the emission of a subnet. For owner and root."""
    registry.ensure_owner_or_root(s, origin, netuid)
    schedule.ensure_not_frozen(s, netuid)
    ensure_subnet_but_root(s, netuid)

    Hyperparameters.OwnerCutEnabled.put(s, netuid, enabled)


@call(index=94, weight=reads_writes(16_351_000, 1, 1, 4_084))
def sudo_set_subnet_emission_enabled(
    s: State,
    origin: Origin,
    netuid: netuid,
    enabled: bool,
) -> None:
    """Decide whether TAO of the block emission flows into the pool of a subnet. For root.

    New subnets start without it. The alpha of miners and stakers is created either way.
    """
    ensure_root(origin)
    ensure_subnet_but_root(s, netuid)

    Hyperparameters.SubnetEmissionEnabled.put(s, netuid, enabled)
    s.emit(events.SubnetEmissionEnabledSet(netuid, enabled))


@call(index=66, weight=reads_writes(25_467_000, 4, 1, 4_280))
def sudo_set_subtoken_enabled(
    s: State,
    origin: Origin,
    netuid: netuid,
    subtoken_enabled: bool,
) -> None:
    """Decide whether the token of a subnet can be traded. For root."""
    ensure_root(origin)
    schedule.ensure_not_frozen(s, netuid)

    Subnets.SubtokenEnabled.put(s, netuid, subtoken_enabled)


@call(index=65, weight=reads_writes(4_198_000, 0, 1))
def sudo_set_ema_price_halving_period(s: State, origin: Origin, netuid: netuid, ema_halving: u64) -> None:
    """Set the age in blocks at which the smoothed price follows half as fast as it ever will. For root."""
    ensure_root(origin)

    Coinbase.EMAPriceHalvingBlocks.put(s, netuid, ema_halving)


@call(index=39, weight=reads_writes(16_541_000, 1, 1, 4_084))
def sudo_set_rao_recycled(s: State, origin: Origin, netuid: netuid, rao_recycled: tao) -> None:
    """Set the count of rao spent on registrations on a subnet. For root."""
    ensure_root(origin)
    ensure_subnet(s, netuid)

    Registration.RAORecycledForRegistration.put(s, netuid, rao_recycled)
    s.emit(value_events.RAORecycledForRegistrationSet(netuid, rao_recycled))


@call(index=21, weight=reads_writes(34_103_000, 5, 1, 4_383))
def sudo_set_target_registrations_per_interval(
    s: State, origin: Origin, netuid: netuid, target_registrations_per_interval: u16
) -> None:
    """Set the aimed number of registrations in an interval; only root obeys three times of it. For root."""
    ensure_root_outside_freeze(s, origin, netuid)

    Hyperparameters.TargetRegistrationsPerInterval.put(s, netuid, target_registrations_per_interval)
    s.emit(value_events.RegistrationPerIntervalSet(netuid, target_registrations_per_interval))


@call(index=27, weight=reads_writes(34_604_000, 5, 1, 4_383))
def sudo_set_max_registrations_per_block(
    s: State, origin: Origin, netuid: netuid, max_registrations_per_block: u16
) -> None:
    """Set how many neurons may register in a block. For root."""
    ensure_root_outside_freeze(s, origin, netuid)

    Hyperparameters.MaxRegistrationsPerBlock.put(s, netuid, max_registrations_per_block)
    s.emit(value_events.MaxRegistrationsPerBlockSet(netuid, max_registrations_per_block))


@call(index=67, weight=reads_writes(25_687_000, 2, 2, 4_177))
def sudo_set_sn_owner_hotkey(
    s: State,
    origin: Origin,
    netuid: netuid,
    hotkey: Annotated[AccountId, Typed(ACCOUNT_ID, "<T as frame_system::Config>::AccountId")],
) -> None:
    """Name the hotkey that stands for the owner of a subnet, once a week. For owner and root."""
    change_owner_hotkey(s, origin, netuid, hotkey)
