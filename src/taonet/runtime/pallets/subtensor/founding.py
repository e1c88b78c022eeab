"""Creating a subnet: its lock cost, the checks, the payment, its first values, its pool and its first neuron.

A full chain refuses: subnets do not yet give way to new ones.

Source: subnets/subnet.rs do_register_network, init_new_network, do_start_call
Source: coinbase/tao.rs pay_network_registration_cost
Source: coinbase/root.rs get_network_lock_cost, get_network_to_prune
Source: staking/stake_utils.rs get_median_subnet_alpha_price
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taonet.frame.event import Event
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import U64_MAX, saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.alpha_assets import logic as assets
from taonet.runtime.pallets.subtensor import pools, rate_limits
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.accounts.types import NetworkLastRegistered
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.children import relations
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.errors import (
    CannotUseSystemAccount,
    InvalidIdentity,
    NetworkTxRateLimitExceeded,
    NonAssociatedColdKey,
    SubNetRegistrationDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters import events as told
from taonet.runtime.pallets.subtensor.hyperparameters.changes import change
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import block_emission
from taonet.runtime.pallets.subtensor.math.moving_price import median_price, smoothed_price
from taonet.runtime.pallets.subtensor.math.registration_cost import effective_interval, lock_cost
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets import names, registry
from taonet.runtime.pallets.subtensor.subnets.errors import CannotAffordLockCost, SubnetLimitReached
from taonet.runtime.pallets.subtensor.subnets.events import NetworkAdded, SubnetIdentitySet
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.subnets.types import SubnetIdentityV3, fits
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.subtensor.tao import (
    recycle_tao,
    spendable_alive,
    subnet_account,
    subnet_of_account,
    transfer_tao_to_subnet,
)

DYNAMIC = 1
"""The only mechanism a new subnet can have: a price made by its pool."""

DEFAULT_TEMPO = 360  # blocks: 72 minutes of 12 s blocks
FIRST_BURN = Tao(1_000_000_000)  # rao: 1 TAO, the first price of registering a neuron
FIRST_SETTINGS: tuple[tuple[Map[NetUid, Any], Callable[..., Event], int], ...] = (
    (Subnets.NetworkRegistrationAllowed, told.RegistrationAllowed, True),
    (Hyperparameters.MaxAllowedUids, told.MaxAllowedUidsSet, 256),
    (Hyperparameters.MaxAllowedValidators, told.MaxAllowedValidatorsSet, 64),
    (Hyperparameters.MinAllowedWeights, told.MinAllowedWeightSet, 1),
    (Hyperparameters.ImmunityPeriod, told.ImmunityPeriodSet, 5_000),  # blocks
)


def register_network(s: State, origin: Origin, hotkey: AccountId, identity: SubnetIdentityV3 | None) -> NetUid:
    """Make a subnet for the coldkey that signed, with `hotkey` as its first neuron, and return its number."""
    coldkey = ensure_signed(origin)
    check_registration(s, coldkey, hotkey, identity)
    cost = network_lock_cost(s)
    # The price is paid to the last rao, and the coldkey keeps its deposit.
    if cost > spendable_alive(s, coldkey):
        raise CannotAffordLockCost

    netuid = registry.next_netuid(s)
    median = median_alpha_price(s)
    assets.clear_counters(s, netuid)
    write_first_values(s, netuid, DEFAULT_TEMPO)
    transfer_tao_to_subnet(s, netuid, coldkey, cost)
    Subnets.NetworkLastLockCost.put(s, cost)
    rate_limits.set_last_block(s, NetworkLastRegistered(), now(s))
    keys.associate(s, coldkey, hotkey)
    seats.append(s, netuid, hotkey, now(s))
    _write_terms(s, netuid, coldkey, hotkey)
    _fill_pool(s, netuid, cost, median)
    if identity is not None:
        Subnets.SubnetIdentitiesV3.put(s, netuid, identity)
        s.emit(SubnetIdentitySet(netuid))
    relations.lend_all_to_owner(s, netuid)
    # TAO flows into the pool only once root has allowed it.
    Hyperparameters.SubnetEmissionEnabled.put(s, netuid, value=False)
    s.emit(NetworkAdded(netuid, DYNAMIC))
    return netuid


def check_registration(s: State, coldkey: AccountId, hotkey: AccountId, identity: SubnetIdentityV3 | None) -> None:
    """Refuse a foreign hotkey, a time too early or too close to the last subnet, a long identity, a full chain."""
    if keys.hotkey_exists(s, hotkey) and not keys.owns(s, coldkey, hotkey):
        raise NonAssociatedColdKey
    if subnet_of_account(hotkey) is not None:
        raise CannotUseSystemAccount
    if now(s) < Subnets.NetworkRegistrationStartBlock.get(s):
        raise SubNetRegistrationDisabled
    if not rate_limits.may_register_network(s):
        raise NetworkTxRateLimitExceeded
    if identity is not None and not fits(identity):
        raise InvalidIdentity
    if registry.count_without_root(s) >= Subnets.SubnetLimit.get(s):
        raise SubnetLimitReached


def write_first_values(s: State, netuid: NetUid, tempo: int) -> None:
    """Make a subnet exist, without neurons, with the values that a new one has.

    Its epochs are counted from a little before now, by its number, so that subnets take turns.
    """
    Subnets.SubnetworkN.put(s, netuid, 0)
    Subnets.NetworksAdded.put(s, netuid, value=True)
    Hyperparameters.Tempo.put(s, netuid, tempo)
    Epochs.LastEpochBlock.put(s, netuid, saturating_sub(now(s), netuid % max(tempo, 1)))
    Subnets.TotalNetworks.update(s, lambda count: count + 1)
    for item, event, value in FIRST_SETTINGS:
        change(s, item, event, netuid, value)
    Hyperparameters.Yuma3On.put(s, netuid, value=True)
    Hyperparameters.Burn.put(s, netuid, FIRST_BURN)
    # Some defaults are written out, so that a later change of the default leaves this subnet as it is.
    for item in (Hyperparameters.Kappa, Hyperparameters.ActivityCutoff, Registration.RegistrationsThisInterval):
        item.put(s, netuid, item.get(s, netuid))


def network_lock_cost(s: State) -> Tao:
    """Return what creating a subnet in this block costs, in rao."""
    curve = curve_of(s)
    emission = block_emission(Staking.TotalIssuance.get(s), curve)
    return Tao(
        lock_cost(
            Subnets.NetworkLastLockCost.get(s),
            Subnets.NetworkMinLockCost.get(s),
            rate_limits.last_block(s, NetworkLastRegistered()),
            now(s),
            effective_interval(Subnets.NetworkLockReductionInterval.get(s), emission, curve.first),
        )
    )


def median_alpha_price(s: State) -> int:
    """Return the median of the present alpha prices of all subnets but root as U64F64 bits, 1 when there is none."""
    return median_price(pools.current_price(s, netuid) for netuid in registry.netuids(s) if netuid != ROOT)


def subnet_to_prune(s: State) -> NetUid | None:
    """Return the subnet with the lowest smoothed price, the oldest of several; None when all are young or root."""
    immunity, block = Subnets.NetworkImmunityPeriod.get(s), now(s)
    candidates: list[tuple[int, int, NetUid]] = []
    for netuid in registry.netuids(s):
        registered_at = Subnets.NetworkRegisteredAt.get(s, netuid)
        if netuid != ROOT and block >= saturating_add(registered_at, immunity, U64_MAX):
            price = smoothed_price(Subnets.SubnetMechanism.get(s, netuid), Coinbase.SubnetMovingPrice.get(s, netuid))
            candidates.append((price, registered_at, netuid))
    if not candidates:
        return None
    # Of equals in both, the first in the order of the state wins.
    return min(candidates, key=lambda candidate: candidate[:2])[2]


def _write_terms(s: State, netuid: NetUid, coldkey: AccountId, hotkey: AccountId) -> None:
    Subnets.SubnetMechanism.put(s, netuid, DYNAMIC)
    Subnets.NetworkRegisteredAt.put(s, netuid, now(s))
    Subnets.RegisteredSubnetCounter.update(s, netuid, lambda count: count + 1)
    Subnets.TokenSymbol.put(s, netuid, names.free_symbol(s, netuid))
    Subnets.SubnetOwner.put(s, netuid, coldkey)
    registry.set_owner_hotkey(s, netuid, hotkey)


def _fill_pool(s: State, netuid: NetUid, paid: Tao, median: int) -> None:
    """Make the payment the pool's TAO and add alpha at the median price (U64F64 bits) of all subnets.

    The pool never starts below NetworkMinLockCost; what was paid above the pool is recycled.
    """
    pool = Tao(max(paid, Subnets.NetworkMinLockCost.get(s)))
    alpha = Alpha(U64F64.to_int(U64F64.safe_div(U64F64.from_int(pool), median)))
    surplus = Tao(saturating_sub(paid, pool))
    Staking.SubnetTAO.put(s, netuid, pool)
    Staking.SubnetAlphaIn.put(s, netuid, alpha)
    Subnets.SubnetLocked.put(s, netuid, paid)
    Staking.SubnetAlphaOut.put(s, netuid, Alpha(0))
    Staking.SubnetVolume.put(s, netuid, 0)
    Registration.RAORecycledForRegistration.put(s, netuid, surplus)
    if surplus:
        recycle_tao(s, subnet_account(netuid), surplus)
    Staking.TotalStake.update(s, lambda total: Tao(saturating_add(total, pool)))
