"""Dispatch errors (refusals of calls) and bugs.

A `DispatchError` is part of normal operation: the call did not do what was asked, its writes are undone, and the
outcome is recorded on chain. A `RuntimeBug` is not: the block that meets one is refused.
Source of the numbering: sp_runtime::DispatchError.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, final

import msgspec

from taonet.scale import (
    UNIT,
    Case,
    Codec,
    DecodeError,
    Reader,
    Typed,
    bytes_array,
    struct,
    tagged_enum,
    u8,
    unit_enum,
)
from taonet.scale import shape as shapes

if TYPE_CHECKING:
    from taonet.frame.weight import Weight


class RuntimeBug(Exception):
    """The rules contradict themselves; never caught inside the runtime."""


class BlockRefused(RuntimeBug):
    """The block breaks a rule that only its author can keep; it is refused as a whole. Says which rule."""


class DispatchError(Exception):
    """A call was refused. `Runtime.refusal` gives the form that events and dry runs carry.

    `actual_weight`, when set, is what the call used before it was refused. `pool_code` is the number by which the pool
    knows a refusal of the subtensor pallet's checks.
    """

    actual_weight: Weight | None = None
    pool_code: ClassVar[int] = 255

    def value(self) -> object:
        """Return the wire form of a refusal that is no pallet's own."""
        return _UNITS[type(self)]()


@final
class Other(DispatchError):
    """The call was refused for a reason that has no number."""


@final
class CannotLookup(DispatchError):
    """The address does not lead to an account. Use an account id."""


@final
class BadOrigin(DispatchError):
    """The caller may not make this call. Sign it with the account that may, or use root."""


@final
class ConsumerRemaining(DispatchError):
    """The account is still in use and cannot be removed."""


@final
class NoProviders(DispatchError):
    """The account does not exist. Give it at least the existential deposit first."""


@final
class TooManyConsumers(DispatchError):
    """The account is in use by too many parts of the chain."""


@final
class Exhausted(DispatchError):
    """A resource of this block is used up. Try again in a later block."""


@final
class Corruption(DispatchError):
    """The state is not what the rules left behind."""


@final
class Unavailable(DispatchError):
    """Something the call needs is not there now."""


@final
class RootNotAllowed(DispatchError):
    """Root may not make this call."""


class ModuleError(DispatchError):
    """A pallet's own refusal. Subclasses give their number as class keyword: `class X(ModuleError, index=3)`.

    The docstring says what happened and what to do; metadata ships it. The number of the pallet is the runtime's.
    """

    index: ClassVar[int] = -1

    def __init_subclass__(cls, *, index: int, pool_code: int = 255) -> None:
        cls.index, cls.pool_code = index, pool_code


class TokenKind(IntEnum):
    """Source: sp_runtime::TokenError."""

    FundsUnavailable = 0
    OnlyProvider = 1
    BelowMinimum = 2
    CannotCreate = 3
    UnknownAsset = 4
    Frozen = 5
    Unsupported = 6
    CannotCreateHold = 7
    NotExpendable = 8
    Blocked = 9


@final
class TokenError(DispatchError):
    """A rule about funds was not met; `kind` says which."""

    def __init__(self, kind: TokenKind) -> None:
        super().__init__(kind.name)
        self.kind = kind

    def value(self) -> object:
        """Return the wire form."""
        return TokenValue(self.kind)


class ArithmeticKind(IntEnum):
    """Source: sp_arithmetic::ArithmeticError."""

    Underflow = 0
    Overflow = 1
    DivisionByZero = 2


@final
class ArithmeticRefusal(DispatchError):
    """A number left its range; `kind` says how."""

    def __init__(self, kind: ArithmeticKind) -> None:
        super().__init__(kind.name)
        self.kind = kind

    def value(self) -> object:
        """Return the wire form."""
        return ArithmeticValue(self.kind)


class TransactionalKind(IntEnum):
    """Source: sp_runtime::TransactionalError."""

    LimitReached = 0
    NoLayer = 1


@final
class TransactionalRefusal(DispatchError):
    """Storage layers are nested too deep."""

    def __init__(self, kind: TransactionalKind) -> None:
        super().__init__(kind.name)
        self.kind = kind

    def value(self) -> object:
        """Return the wire form."""
        return TransactionalValue(self.kind)


class _Unit(msgspec.Struct, frozen=True):
    """A case without fields."""


_UNITS: dict[type[DispatchError], type[msgspec.Struct]] = {
    kind: msgspec.defstruct(kind.__name__, [], bases=(_Unit,), frozen=True)
    for kind in (
        Other, CannotLookup, BadOrigin, ConsumerRemaining, NoProviders, TooManyConsumers,
        Exhausted, Corruption, Unavailable, RootNotAllowed,
    )
}  # fmt: skip


class TrieKind(IntEnum):
    """Source: sp_runtime::proving_trie::TrieError."""

    InvalidStateRoot = 0
    IncompleteDatabase = 1
    ValueAtIncompleteKey = 2
    DecoderError = 3
    InvalidHash = 4
    DuplicateKey = 5
    ExtraneousNode = 6
    ExtraneousValue = 7
    ExtraneousHashReference = 8
    InvalidChildReference = 9
    ValueMismatch = 10
    IncompleteProof = 11
    RootMismatch = 12
    DecodeError = 13


TOKEN_ERROR = unit_enum(TokenKind, "sp_runtime::TokenError")
ARITHMETIC_ERROR = unit_enum(ArithmeticKind, "sp_arithmetic::ArithmeticError")
TRANSACTIONAL_ERROR = unit_enum(TransactionalKind, "sp_runtime::TransactionalError")
TRIE_ERROR = unit_enum(TrieKind, "sp_runtime::proving_trie::TrieError")


class ModuleErrorValue(msgspec.Struct, frozen=True):
    """Pallet number and the error's number in the first of four bytes."""

    index: u8
    error: Annotated[bytes, Typed(bytes_array(4), "[u8; MAX_MODULE_ERROR_ENCODED_SIZE]")]


MODULE_ERROR = struct(ModuleErrorValue, "sp_runtime::ModuleError")


class ModuleValue(msgspec.Struct, frozen=True):
    """`DispatchError::Module`."""

    module: ModuleErrorValue


class TokenValue(msgspec.Struct, frozen=True):
    """`DispatchError::Token`."""

    token: TokenKind


class ArithmeticValue(msgspec.Struct, frozen=True):
    """`DispatchError::Arithmetic`."""

    arithmetic: ArithmeticKind


class TransactionalValue(msgspec.Struct, frozen=True):
    """`DispatchError::Transactional`."""

    transactional: TransactionalKind


class TrieValue(msgspec.Struct, frozen=True):
    """`DispatchError::Trie`."""

    trie: TrieKind


def _unit(kind: type[DispatchError], index: int) -> Case:
    return Case(_UNITS[kind], index)


DISPATCH_ERROR: Codec[object] = tagged_enum(
    "sp_runtime::DispatchError",
    (
        _unit(Other, 0),
        _unit(CannotLookup, 1),
        _unit(BadOrigin, 2),
        Case(ModuleValue, 3, name="Module", named=False),
        _unit(ConsumerRemaining, 4),
        _unit(NoProviders, 5),
        _unit(TooManyConsumers, 6),
        Case(TokenValue, 7, name="Token", named=False),
        Case(ArithmeticValue, 8, name="Arithmetic", named=False),
        Case(TransactionalValue, 9, name="Transactional", named=False),
        _unit(Exhausted, 10),
        _unit(Corruption, 11),
        _unit(Unavailable, 12),
        _unit(RootNotAllowed, 13),
        Case(TrieValue, 14, name="Trie", named=False),
    ),
)


def _write_result(value: object | None, out: bytearray) -> None:
    if value is None:
        out.append(0)
    else:
        out.append(1)
        DISPATCH_ERROR.write(value, out)


def _read_result(reader: Reader) -> object | None:
    tag = reader.byte()
    if tag > 1:
        raise DecodeError(f"{tag} is not a result's tag at offset {reader.position - 1}")
    return DISPATCH_ERROR.read(reader) if tag else None


_RESULT_VARIANTS = (
    shapes.VariantShape("Ok", 0, (shapes.FieldShape(None, UNIT),)),
    shapes.VariantShape("Err", 1, (shapes.FieldShape(None, DISPATCH_ERROR),)),
)
DISPATCH_RESULT: Codec[object | None] = Codec(
    "DispatchResult",
    shapes.Shape(
        shapes.Variant(lambda: _RESULT_VARIANTS),
        path="Result",
        parameters=(shapes.Parameter("T", UNIT), shapes.Parameter("E", DISPATCH_ERROR)),
    ),
    _write_result,
    _read_result,
    1,
)
"""`Result<(), DispatchError>`: None for success, else the refusal's `value()`."""

dispatch_error = Annotated[object, DISPATCH_ERROR]
dispatch_result = Annotated[object | None, DISPATCH_RESULT]
