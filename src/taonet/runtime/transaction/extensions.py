"""The checks on transactions, in their order, as metadata describes them.

What they do is in the runtime's validation; this is how they look to a client that composes a transaction. Only five
carry anything: mortality, nonce, tip and mode in the extrinsic, versions, hashes and metadata hash in what is signed.
"""

from __future__ import annotations

from typing import Any

from taonet.frame.call import RUNTIME_CALL
from taonet.frame.metadata import ExtrinsicFormat, SignedExtension
from taonet.frame.outer_enums import RUNTIME_CRATE
from taonet.runtime.transaction.era import ERA
from taonet.runtime.transaction.extrinsic import (
    COMPACT_NONCE,
    MULTI_SIGNATURE,
    VERSION,
    HashMode,
)
from taonet.runtime.types import BYTES_32, COMPACT_TAO, H256, MULTI_ADDRESS
from taonet.scale import BYTES, U32, UNIT, Codec, newtype, option, tuple_of, unit_enum
from taonet.scale.shape import Composite, FieldShape, Parameter, Shape


def _marker(path: str, parameters: tuple[Parameter, ...] = ()) -> Codec[tuple[()]]:
    """Describe a struct without fields: it takes no bytes."""
    shape = Shape(Composite(lambda: ()), path=path, parameters=parameters)
    return Codec(path.rsplit("::", 1)[-1], shape, UNIT.write, UNIT.read, 0)


RUNTIME = _marker(f"{RUNTIME_CRATE}::Runtime")
"""The type that stands for the runtime itself."""

_T = {"T": None}
_OF_RUNTIME = (Parameter("T", RUNTIME),)
_SYSTEM = "frame_system::extensions"


def _system_check(module: str, name: str) -> Codec[tuple[()]]:
    return _marker(f"{_SYSTEM}::{module}::{name}", (Parameter("T"),))


_CHECK_NON_ZERO_SENDER = _system_check("check_non_zero_sender", "CheckNonZeroSender")
_CHECK_SPEC_VERSION = _system_check("check_spec_version", "CheckSpecVersion")
_CHECK_TX_VERSION = _system_check("check_tx_version", "CheckTxVersion")
_CHECK_GENESIS = _system_check("check_genesis", "CheckGenesis")
_CHECK_MORTALITY = newtype(ERA, f"{RUNTIME_CRATE}::check_mortality::CheckMortality", type_name="Era", parameters=_T)
_CHECK_NONCE = newtype(COMPACT_NONCE, f"{RUNTIME_CRATE}::check_nonce::CheckNonce", type_name="T::Nonce", parameters=_T)
_CHECK_WEIGHT = _system_check("check_weight", "CheckWeight")
_CHARGE_PAYMENT = newtype(
    COMPACT_TAO, "pallet_transaction_payment::ChargeTransactionPayment", type_name="BalanceOf<T>", parameters=_T
)
_CHARGE_PAYMENT_WRAPPER = newtype(
    _CHARGE_PAYMENT,
    f"{RUNTIME_CRATE}::transaction_payment_wrapper::ChargeTransactionPaymentWrapper",
    field="inner",
    type_name="ChargeTransactionPayment<T>",
    parameters=_T,
)
_SUDO = _marker(f"{RUNTIME_CRATE}::sudo_wrapper::SudoTransactionExtension", _OF_RUNTIME)
_SHIELD = _marker("pallet_shield::extension::CheckShieldedTxValidity", _OF_RUNTIME)
_SUBTENSOR = _marker("pallet_subtensor::extensions::subtensor::SubtensorTransactionExtension", _OF_RUNTIME)
_DRAND = _marker("pallet_drand::drand_priority::DrandPriority", _OF_RUNTIME)
_METADATA_HASH = newtype(
    unit_enum(HashMode, "frame_metadata_hash_extension::Mode"),
    "frame_metadata_hash_extension::CheckMetadataHash",
    field="mode",
    type_name="Mode",
    parameters=_T,
)

EXTENSIONS: tuple[SignedExtension, ...] = (
    SignedExtension("CheckNonZeroSender", _CHECK_NON_ZERO_SENDER, UNIT),
    SignedExtension("CheckSpecVersion", _CHECK_SPEC_VERSION, U32),
    SignedExtension("CheckTxVersion", _CHECK_TX_VERSION, U32),
    SignedExtension("CheckGenesis", _CHECK_GENESIS, H256),
    SignedExtension("CheckMortality", _CHECK_MORTALITY, H256),
    SignedExtension("CheckNonce", _CHECK_NONCE, UNIT),
    SignedExtension("CheckWeight", _CHECK_WEIGHT, UNIT),
    SignedExtension("ChargeTransactionPayment", _CHARGE_PAYMENT, UNIT),
    SignedExtension("SudoTransactionExtension", _SUDO, UNIT),
    SignedExtension("CheckShieldedTxValidity", _SHIELD, UNIT),
    SignedExtension("SubtensorTransactionExtension", _SUBTENSOR, UNIT),
    SignedExtension("DrandPriority", _DRAND, UNIT),
    SignedExtension("CheckMetadataHash", _METADATA_HASH, option(BYTES_32)),
)

EXTRA: Codec[Any] = tuple_of(
    tuple_of(
        _CHECK_NON_ZERO_SENDER,
        _CHECK_SPEC_VERSION,
        _CHECK_TX_VERSION,
        _CHECK_GENESIS,
        _CHECK_MORTALITY,
        _CHECK_NONCE,
        _CHECK_WEIGHT,
    ),
    tuple_of(_CHARGE_PAYMENT_WRAPPER, _SUDO, _SHIELD, _SUBTENSOR, _DRAND),
    _METADATA_HASH,
)
"""All checks as the one nested type that an extrinsic carries."""


def _extrinsic_parameters(extra_name: str) -> dict[str, Codec[Any] | None]:
    return {"Address": MULTI_ADDRESS, "Call": RUNTIME_CALL, "Signature": MULTI_SIGNATURE, extra_name: EXTRA}


def _opaque_extrinsic() -> Codec[bytes]:
    path = "sp_runtime::generic::unchecked_extrinsic::UncheckedExtrinsic"
    parameters = tuple(Parameter(name, codec) for name, codec in _extrinsic_parameters("Extra").items())
    field = (FieldShape(None, BYTES),)
    shape = Shape(Composite(lambda: field), path=path, parameters=parameters)
    return Codec("UncheckedExtrinsic", shape, BYTES.write, BYTES.read, 1)


UNCHECKED_EXTRINSIC: Codec[bytes] = newtype(
    _opaque_extrinsic(),
    "fp_self_contained::unchecked_extrinsic::UncheckedExtrinsic",
    type_name="generic::UncheckedExtrinsic<Address, Call, Signature, Extension>",
    parameters=_extrinsic_parameters("Extension"),
)
"""An extrinsic as the bytes that stand behind its length prefix."""

EXTRINSIC_FORMAT = ExtrinsicFormat(
    version=VERSION,
    address=MULTI_ADDRESS,
    signature=MULTI_SIGNATURE,
    extra=EXTRA,
    extensions=EXTENSIONS,
    whole=UNCHECKED_EXTRINSIC,
)
