"""Transaction validity: why a transaction may not enter a block, and what the pool needs to know of a valid one.

Source of the numbering: sp_runtime::transaction_validity.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.scale import BYTES, U8, U64, Case, Codec, Typed, struct, tagged_enum, vec

U64_MAX = (1 << 64) - 1


class TransactionInvalid(Exception):
    """The transaction may not enter a block. `code` is the variant of the wire's TransactionValidityError."""

    def __init__(self, reason: Invalid | Unknown, custom: int = 0) -> None:
        super().__init__(f"Custom error: {custom}" if reason.name == "Custom" else TEXTS[reason])
        self.reason = reason
        self.custom = custom

    def value(self) -> object:
        """Return the wire form."""
        if isinstance(self.reason, Invalid):
            return InvalidValue(_INVALID[self.reason](*([self.custom] if self.reason is Invalid.Custom else [])))
        return UnknownValue(_UNKNOWN[self.reason](*([self.custom] if self.reason is Unknown.Custom else [])))


class Invalid(IntEnum):
    """Why a transaction is invalid in the present state. Source: sp_runtime InvalidTransaction."""

    Call = 0
    Payment = 1
    Future = 2
    Stale = 3
    BadProof = 4
    AncientBirthBlock = 5
    ExhaustsResources = 6
    Custom = 7
    BadMandatory = 8
    MandatoryValidation = 9
    BadSigner = 10
    IndeterminateImplicit = 11
    UnknownOrigin = 12


class Unknown(IntEnum):
    """Why a transaction cannot be validated. Source: sp_runtime UnknownTransaction."""

    CannotLookup = 100
    NoUnsignedValidator = 101
    Custom = 102


TEXTS: dict[Invalid | Unknown, str] = {
    Invalid.Call: "Transaction call is not expected",
    Invalid.Payment: "Inability to pay some fees (e.g. account balance too low)",
    Invalid.Future: "Transaction will be valid in the future",
    Invalid.Stale: "Transaction is outdated",
    Invalid.BadProof: "Transaction has a bad signature",
    Invalid.AncientBirthBlock: "Transaction has an ancient birth block",
    Invalid.ExhaustsResources: "Transaction would exhaust the block limits",
    Invalid.BadMandatory: "A call was labelled as mandatory, but resulted in an Error.",
    Invalid.MandatoryValidation: "Transaction dispatch is mandatory; transactions must not be validated.",
    Invalid.BadSigner: "Invalid signing address",
    Invalid.IndeterminateImplicit: "The implicit data was unable to be calculated",
    Invalid.UnknownOrigin: "The transaction extension did not authorize any origin",
    Unknown.CannotLookup: "Could not lookup information required to validate the transaction",
    Unknown.NoUnsignedValidator: "Could not find an unsigned validator for the unsigned transaction",
}
"""What clients look for in an error's data, word for word as Substrate says it."""


@final
class ValidTransaction(msgspec.Struct, frozen=True):
    """What the pool needs to order a transaction: tags it waits for, tags it gives, blocks it lives."""

    priority: Annotated[int, Typed(U64, "TransactionPriority")] = 0
    requires: Annotated[tuple[bytes, ...], Typed(vec(BYTES), "Vec<TransactionTag>")] = ()
    provides: Annotated[tuple[bytes, ...], Typed(vec(BYTES), "Vec<TransactionTag>")] = ()
    longevity: Annotated[int, Typed(U64, "TransactionLongevity")] = U64_MAX
    propagate: bool = True


class InvalidValue(msgspec.Struct, frozen=True):
    """`TransactionValidityError::Invalid`."""

    reason: Annotated[object, INVALID_TRANSACTION]


class UnknownValue(msgspec.Struct, frozen=True):
    """`TransactionValidityError::Unknown`."""

    reason: Annotated[object, UNKNOWN_TRANSACTION]


_INVALID: dict[Invalid, type[msgspec.Struct]] = {
    reason: msgspec.defstruct(reason.name, [("code", int)] if reason is Invalid.Custom else [], frozen=True)
    for reason in Invalid
}
_UNKNOWN: dict[Unknown, type[msgspec.Struct]] = {
    reason: msgspec.defstruct(reason.name, [("code", int)] if reason is Unknown.Custom else [], frozen=True)
    for reason in Unknown
}
_PATH = "sp_runtime::transaction_validity"

INVALID_TRANSACTION = tagged_enum(
    f"{_PATH}::InvalidTransaction",
    [
        Case(_INVALID[reason], reason.value, {"code": U8} if reason is Invalid.Custom else {}, reason.name, named=False)
        for reason in Invalid
    ],
)
UNKNOWN_TRANSACTION = tagged_enum(
    f"{_PATH}::UnknownTransaction",
    [
        Case(
            _UNKNOWN[reason],
            reason.value - 100,
            {"code": U8} if reason is Unknown.Custom else {},
            reason.name,
            named=False,
        )
        for reason in Unknown
    ],
)
VALIDITY_ERROR = tagged_enum(
    f"{_PATH}::TransactionValidityError",
    (
        Case(InvalidValue, 0, name="Invalid", named=False),
        Case(UnknownValue, 1, name="Unknown", named=False),
    ),
)
VALID_TRANSACTION: Codec[ValidTransaction] = struct(ValidTransaction, f"{_PATH}::ValidTransaction")

__all__ = [
    "INVALID_TRANSACTION", "UNKNOWN_TRANSACTION", "VALIDITY_ERROR", "VALID_TRANSACTION",
    "Invalid", "TransactionInvalid", "Unknown", "ValidTransaction",
]  # fmt: skip
