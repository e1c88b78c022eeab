"""What a commitment is made of: up to three fields, each bytes, a hash, sealed bytes or a flag.

On the wire plain bytes of up to 128 have a variant a length, `Raw0` to `Raw128`; here they are one class, `Raw`.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Any, final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.runtime.types import BYTES_32, TAO
from taonet.scale import (
    U32,
    U64,
    Case,
    Codec,
    EncodeError,
    Reader,
    Typed,
    bounded_bytes,
    bounded_vec,
    bytes_array,
    struct,
    tagged_enum,
    u64,
    unit_enum,
)
from taonet.scale import shape as shapes

MAX_FIELDS = 3
MAX_RAW = 128
MAX_BIG_RAW = 512
MAX_SEALED = 1024

_PATH = "pallet_commitments::types"
_FIRST_RAW = 1
"""Number of `Raw0`; the variant of a length has this number more."""


@final
class NoData(msgspec.Struct, frozen=True):
    """An empty field."""


@final
class Raw(msgspec.Struct, frozen=True):
    """Up to 128 bytes in the open."""

    data: bytes


@final
class BlakeTwo256(msgspec.Struct, frozen=True):
    """The Blake2b hash of what is kept elsewhere."""

    digest: bytes


@final
class Sha256(msgspec.Struct, frozen=True):
    """The SHA2-256 hash of what is kept elsewhere."""

    digest: bytes


@final
class Keccak256(msgspec.Struct, frozen=True):
    """The Keccak-256 hash of what is kept elsewhere."""

    digest: bytes


@final
class ShaThree256(msgspec.Struct, frozen=True):
    """The SHA3-256 hash of what is kept elsewhere."""

    digest: bytes


@final
class TimelockEncrypted(msgspec.Struct, frozen=True):
    """Up to 1024 bytes that nobody can read before a round of the randomness beacon."""

    encrypted: bytes
    reveal_round: int


@final
class ResetBondsFlag(msgspec.Struct, frozen=True):
    """Asks that validators forget their bonds in this hotkey: what it offers has changed."""


@final
class BigRaw(msgspec.Struct, frozen=True):
    """Up to 512 bytes in the open."""

    data: Annotated[bytes, bounded_bytes(MAX_BIG_RAW)]


@final
class TimelockRevealFailed(msgspec.Struct, frozen=True):
    """Sealed bytes that could not be opened in their round; only the chain itself writes this."""

    encrypted: bytes
    reveal_round: int


Data = (
    NoData
    | Raw
    | BlakeTwo256
    | Sha256
    | Keccak256
    | ShaThree256
    | TimelockEncrypted
    | ResetBondsFlag
    | BigRaw
    | TimelockRevealFailed
)

_SEALED = {"encrypted": bounded_bytes(MAX_SEALED), "reveal_round": U64}
_NOT_RAW: Codec[Any] = tagged_enum(
    f"{_PATH}::Data",
    (
        Case(NoData, 0),
        *(
            Case(kind, number, {"digest": BYTES_32}, named=False)
            for number, kind in enumerate((BlakeTwo256, Sha256, Keccak256, ShaThree256), 130)
        ),
        Case(TimelockEncrypted, 134, _SEALED),
        Case(ResetBondsFlag, 135),
        Case(BigRaw, 136, named=False),
        Case(TimelockRevealFailed, 137, _SEALED),
    ),
)


def _write(value: Data, out: bytearray) -> None:
    if not isinstance(value, Raw):
        _NOT_RAW.write(value, out)
        return
    if len(value.data) > MAX_RAW:
        raise EncodeError(f"{len(value.data)} bytes do not fit into a raw field, at most {MAX_RAW} do")
    out.append(_FIRST_RAW + len(value.data))
    out += value.data


def _read(reader: Reader) -> Data:
    length = reader.byte() - _FIRST_RAW
    if 0 <= length <= MAX_RAW:
        return Raw(reader.take(length))
    reader.position -= 1
    return _NOT_RAW.read(reader)


def _variants() -> tuple[shapes.VariantShape, ...]:
    # Described by hand in the source, so that fields name no Rust type.
    raw = (
        shapes.VariantShape(f"Raw{length}", _FIRST_RAW + length, (shapes.FieldShape(None, bytes_array(length)),))
        for length in range(MAX_RAW + 1)
    )
    rest = (
        shapes.VariantShape(variant.name, variant.index, _without_type_names(variant.fields))
        for variant in _variants_of(_NOT_RAW)
        if variant.index
    )
    return (shapes.VariantShape("None", 0), *raw, *rest)


def _variants_of(codec: Codec[Any]) -> tuple[shapes.VariantShape, ...]:
    definition = codec.shape.definition
    return definition.variants() if isinstance(definition, shapes.Variant) else ()


def _without_type_names(fields: tuple[shapes.FieldShape, ...]) -> tuple[shapes.FieldShape, ...]:
    return tuple(shapes.FieldShape(field.name, field.codec) for field in fields)


DATA: Codec[Data] = Codec("Data", shapes.Shape(shapes.Variant(_variants), path=f"{_PATH}::Data"), _write, _read, 1)


@final
class CommitmentInfo(msgspec.Struct, frozen=True):
    """What is published: at most three fields."""

    fields: Annotated[list[Data], Typed(bounded_vec(DATA, MAX_FIELDS), "BoundedVec<Data, FieldLimit>")]


COMMITMENT_INFO = struct(CommitmentInfo, f"{_PATH}::CommitmentInfo", parameters={"FieldLimit": None})


@final
class Registration(msgspec.Struct, frozen=True):
    """A commitment with the block of its publication and the deposit reserved for it, in rao."""

    deposit: Annotated[Tao, Typed(TAO, "Balance")]
    block: Annotated[int, Typed(U32, "BlockNumber")]
    info: Annotated[CommitmentInfo, Typed(COMMITMENT_INFO, "CommitmentInfo<MaxFields>")]


REGISTRATION = struct(
    Registration, f"{_PATH}::Registration", parameters={"Balance": TAO, "MaxFields": None, "BlockNumber": U32}
)


@final
class UsageTracker(msgspec.Struct, frozen=True):
    """The bytes that a hotkey published in an epoch, the last in which it published."""

    last_epoch: u64 = 0
    used_space: u64 = 0


USAGE_TRACKER = struct(UsageTracker, f"{_PATH}::UsageTracker")


@final
class RevealFailure(IntEnum):
    """Why sealed bytes could not be opened."""

    SignatureDeserialize = 0
    CiphertextDeserialize = 1
    Decrypt = 2
    EmptyPlaintext = 3
    PulseExpired = 4
    RoundMismatch = 5


REVEAL_FAILURE = unit_enum(RevealFailure, f"{_PATH}::RevealFailure")
