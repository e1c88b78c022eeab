"""Pool checks of certain calls: sudo needs its key, a carrier its form, and subtensor's calls must be able to succeed.

Free calls could flood the chain, so the pool already refuses what the call itself would refuse, and of those that share
a rate limit it keeps one; checks and tags are declared on the calls.

Source: runtime/src/sudo_wrapper.rs validate
Source: pallets/shield/src/extension.rs validate
Source: pallets/subtensor/src/extensions/subtensor.rs validate
"""

from __future__ import annotations

from taonet.frame.error import DispatchError
from taonet.frame.extension import Extension
from taonet.frame.outer_enums import RUNTIME_TYPE, marker
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.runtime.pallets import sudo
from taonet.runtime.pallets.shield.carriers import check_carrier
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.transaction.extrinsic import Transaction
from taonet.scale.shape import Parameter

_T = (Parameter("T", RUNTIME_TYPE),)
_SUDO_CALLS = frozenset(sudo.PALLET.calls)


def check_sudo(s: State, transaction: Transaction) -> None:
    """Refuse a call of the sudo pallet that another account than the sudo key signed."""
    if transaction.call.call in _SUDO_CALLS and Sudo.Key.get(s) != transaction.who:
        raise TransactionInvalid(Invalid.BadSigner)


def check_shield(_s: State, transaction: Transaction) -> None:
    """Refuse a carrier whose ciphertext cannot be cut into its parts."""
    check_carrier(transaction.call)


def check_call(s: State, transaction: Transaction) -> ValidTransaction | None:
    """Refuse what the call itself would refuse, with `Invalid.Custom` and the number of the refusal; tag the rest."""
    policy = transaction.call.call.policy
    for check in (policy.check, policy.pool_check):
        if check is not None:
            try:
                check(s, transaction.who, transaction.call.arguments())
            except DispatchError as refusal:
                raise TransactionInvalid(Invalid.Custom, refusal.pool_code) from refusal
    if policy.tags is None:
        return None
    arguments = transaction.call.arguments()
    provides = policy.tags(s, transaction.who, arguments)
    if policy.longevity is None:
        return ValidTransaction(provides=provides)
    return ValidTransaction(provides=provides, longevity=policy.longevity(s, arguments))


SUDO: Extension[Transaction] = Extension(
    "SudoTransactionExtension",
    marker("node_subtensor_runtime::sudo_wrapper::SudoTransactionExtension", _T),
    validate=check_sudo,
)
SHIELD: Extension[Transaction] = Extension(
    "CheckShieldedTxValidity", marker("pallet_shield::extension::CheckShieldedTxValidity", _T), validate=check_shield
)
SUBTENSOR: Extension[Transaction] = Extension(
    "SubtensorTransactionExtension",
    marker("pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension", _T),
    validate=check_call,
)
DRAND_PRIORITY: Extension[Transaction] = Extension(
    "DrandPriority", marker("pallet_drand::drand_priority::DrandPriority", _T)
)
