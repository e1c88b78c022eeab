"""Registering a neuron on a subnet by paying its burn or by proving work.

Source: subnets/registration.rs do_register, do_register_limit, register_neuron
Source: utils/misc.rs increase_rao_recycled
"""

from __future__ import annotations

from typing import NoReturn

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.ids import ROOT, AccountId, NetUid, Uid
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import (
    NonAssociatedColdKey,
    NoNeuronIdAvailable,
    NotEnoughBalanceToStake,
    RegistrationNotPermittedOnRootSubnet,
    SubNetRegistrationDisabled,
)
from taonet.runtime.pallets.subtensor.hyperparameters.events import RAORecycledForRegistrationSet
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons import pruning, seats
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import burn, collateral, proof_of_work
from taonet.runtime.pallets.subtensor.registration.errors import (
    HotKeyAlreadyRegisteredInSubNet,
    RegistrationPriceLimitExceeded,
)
from taonet.runtime.pallets.subtensor.registration.events import NeuronRegistered
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking.constants import MAX_STAKING_HOTKEYS
from taonet.runtime.pallets.subtensor.staking.validation import ensure_room_for_hotkey
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import spendable_alive

PRECHECK = reads_writes(0, 20, 4)
"""What a registration weighs that is refused before a seat was looked for."""


def register(s: State, coldkey: AccountId, netuid: NetUid, hotkey: AccountId) -> None:
    """Register a hotkey on a subnet for the present burn, paid by the coldkey that owns it.

    A hotkey without an owner becomes the coldkey's. A share of the price is locked as collateral where the subnet
    asks for it; the rest buys alpha, which is destroyed.
    """
    try:
        burned, topup = _check(s, coldkey, netuid, hotkey)
    except DispatchError as refusal:
        _refuse_early(refusal)
    if _is_full(s, netuid) and pruning.neuron_to_prune(s, netuid) is None:
        raise NoNeuronIdAvailable

    burn.pay(s, netuid, hotkey, coldkey, burned, topup)
    uid = take_seat(s, netuid, hotkey)
    burn.raise_price(s, netuid)
    count_registration(s, netuid)
    count_spent(s, netuid, burned)
    s.emit(NeuronRegistered(netuid, uid, hotkey))


def register_by_work(
    s: State, coldkey: AccountId, netuid: NetUid, work_block: int, nonce: int, work: bytes, hotkey: AccountId
) -> None:
    """Register a hotkey on a subnet for proven work instead of TAO; without an owner it becomes the coldkey's."""
    proof_of_work.check(s, coldkey, netuid, work_block, nonce, work, hotkey)

    keys.associate(s, coldkey, hotkey)
    uid = take_seat(s, netuid, hotkey)
    # The seat of the subnet owner's own hotkey is never given away, even where it is the one to go.
    if Neurons.Uids.get(s, netuid, hotkey) != uid:
        raise NoNeuronIdAvailable
    proof_of_work.use(s, work_block, hotkey)
    proof_of_work.harden(s, netuid)
    count_registration(s, netuid)
    s.emit(NeuronRegistered(netuid, uid, hotkey))


def take_seat(s: State, netuid: NetUid, hotkey: AccountId) -> Uid:
    """Give a hotkey the next uid, or that of the neuron it replaces; return it."""
    if not _is_full(s, netuid):
        return seats.append(s, netuid, hotkey, now(s))
    uid = pruning.neuron_to_prune(s, netuid)
    if uid is None:
        raise NoNeuronIdAvailable
    seats.replace(s, netuid, uid, hotkey, now(s))
    return uid


def ensure_price(s: State, netuid: NetUid, limit: Tao) -> None:
    """Refuse a price above `limit` rao; before that, root and a subnet that does not exist."""
    try:
        ensure_not_root(s, netuid)
        if Hyperparameters.Burn.get(s, netuid) > limit:
            raise RegistrationPriceLimitExceeded
    except DispatchError as refusal:
        _refuse_early(refusal)


def ensure_not_root(s: State, netuid: NetUid) -> None:
    """Refuse root, then a subnet that does not exist."""
    if netuid == ROOT:
        raise RegistrationNotPermittedOnRootSubnet
    registry.ensure_exists(s, netuid)


def count_registration(s: State, netuid: NetUid) -> None:
    """Count a registration of this block."""
    Registration.RegistrationsThisBlock.update(s, netuid, lambda count: saturating_add(count, 1, (1 << 16) - 1))


def count_spent(s: State, netuid: NetUid, spent: Tao) -> None:
    """Count rao that were spent on a registration and did not become collateral, and tell the sum."""
    total = Tao(saturating_add(Registration.RAORecycledForRegistration.get(s, netuid), spent))
    Registration.RAORecycledForRegistration.put(s, netuid, total)
    s.emit(RAORecycledForRegistrationSet(netuid, total))


def _check(s: State, coldkey: AccountId, netuid: NetUid, hotkey: AccountId) -> tuple[Tao, Tao]:
    """Check all but whether a uid is free, and associate the hotkey with the coldkey; return rao to burn and to lock.

    The chain associates before its last checks, so a hotkey stays associated only if the whole call succeeds.
    """
    ensure_not_root(s, netuid)
    if not Subnets.NetworkRegistrationAllowed.get(s, netuid):
        raise SubNetRegistrationDisabled
    if Neurons.Uids.exists(s, netuid, hotkey):
        raise HotKeyAlreadyRegisteredInSubNet
    price = Hyperparameters.Burn.get(s, netuid)
    burned = Tao(saturating_sub(price, collateral.requirement(s, netuid, price)))
    topup = collateral.missing(s, netuid, hotkey, coldkey, price)
    if spendable_alive(s, coldkey) < saturating_add(burned, topup):
        raise NotEnoughBalanceToStake
    keys.associate(s, coldkey, hotkey)
    if not keys.owns(s, coldkey, hotkey):
        raise NonAssociatedColdKey
    if topup:
        ensure_room_for_hotkey(s, coldkey, hotkey, MAX_STAKING_HOTKEYS)
    if Hyperparameters.MaxAllowedUids.get(s, netuid) == 0:
        raise NoNeuronIdAvailable
    return burned, topup


def _refuse_early(refusal: DispatchError) -> NoReturn:
    """Refuse with the weight of the checks only."""
    refusal.actual_weight = PRECHECK
    raise refusal


def _is_full(s: State, netuid: NetUid) -> bool:
    return Subnets.SubnetworkN.get(s, netuid) >= Hyperparameters.MaxAllowedUids.get(s, netuid)
