"""Codecs of the types that several pallets share, with the paths that clients look for."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.call import RuntimeCall
from taonet.frame.runtime import Runtime
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, Hash, MechId, NetUid, NetUidStorageIndex
from taonet.scale import (
    I64,
    I128,
    U8,
    U16,
    U32,
    U64,
    U128,
    UNIT,
    Case,
    Codec,
    FieldSpec,
    Late,
    Typed,
    bytes_array,
    compact,
    newtype,
    tagged_enum,
    vec,
)
from taonet.scale import shape as shapes

BYTES_4 = bytes_array(4)
BYTES_8 = bytes_array(8)
BYTES_16 = bytes_array(16)
BYTES_20 = bytes_array(20)
BYTES_32 = bytes_array(32)
BYTES_64 = bytes_array(64)
BYTES_65 = bytes_array(65)

ACCOUNT_ID: Codec[AccountId] = newtype(BYTES_32, "sp_core::crypto::AccountId32")  # type: ignore[assignment]  # NewType over bytes
H256: Codec[Hash] = newtype(BYTES_32, "primitive_types::H256")  # type: ignore[assignment]  # NewType over bytes
H160 = newtype(BYTES_20, "primitive_types::H160")

_COMMON = "subtensor_runtime_common"
NET_UID: Codec[NetUid] = newtype(U16, f"{_COMMON}::NetUid", transparent=True)  # type: ignore[assignment]  # NewType over int
STORAGE_INDEX: Codec[NetUidStorageIndex] = newtype(U16, f"{_COMMON}::NetUidStorageIndex", transparent=True)  # type: ignore[assignment]  # NewType over int
MECH_ID: Codec[MechId] = newtype(U8, f"{_COMMON}::MechId", transparent=True)  # type: ignore[assignment]  # NewType over int
TAO: Codec[Tao] = newtype(U64, f"{_COMMON}::currency::TaoBalance", transparent=True)  # type: ignore[assignment]  # NewType over int
ALPHA: Codec[Alpha] = newtype(U64, f"{_COMMON}::currency::AlphaBalance", transparent=True)  # type: ignore[assignment]  # NewType over int
COMPACT_TAO = compact(TAO)

PER_U16 = newtype(U16, "sp_arithmetic::per_things::PerU16")
PERBILL = newtype(U32, "sp_arithmetic::per_things::Perbill")
FIXED_I64 = newtype(I64, "sp_arithmetic::fixed_point::FixedI64")
FIXED_U128 = newtype(U128, "sp_arithmetic::fixed_point::FixedU128")
PALLET_ID = newtype(BYTES_8, "frame_support::PalletId")


def _typenum(bits: int) -> Codec[tuple[()]]:
    """Describe the type-level number that substrate-fixed carries as a parameter: a binary digit a level."""
    if bits == 0:
        return _empty_struct("substrate_typenum::uint::UTerm")
    rest, digit = _typenum(bits >> 1), _empty_struct(f"substrate_typenum::bit::B{bits & 1}")
    fields = (shapes.FieldShape("msb", rest, "U"), shapes.FieldShape("lsb", digit, "B"))
    shape = shapes.Shape(
        shapes.Composite(lambda: fields),
        path="substrate_typenum::uint::UInt",
        parameters=(shapes.Parameter("U", rest), shapes.Parameter("B", digit)),
    )
    return Codec("UInt", shape, UNIT.write, UNIT.read, 0)


def _empty_struct(path: str) -> Codec[tuple[()]]:
    shape = shapes.Shape(shapes.Composite(lambda: ()), path=path)
    return Codec(path.rsplit("::", 1)[-1], shape, UNIT.write, UNIT.read, 0)


def _fixed(inner: Codec[int], path: str, fraction: int) -> Codec[int]:
    return newtype(inner, path, field="bits", parameters={"Frac": _typenum(fraction)})


U64F64 = _fixed(U128, "substrate_fixed::FixedU128", 64)
U96F32 = _fixed(U128, "substrate_fixed::FixedU128", 32)
I96F32 = _fixed(I128, "substrate_fixed::FixedI128", 32)
I32F32 = _fixed(I64, "substrate_fixed::FixedI64", 32)
I64F64 = _fixed(I128, "substrate_fixed::FixedI128", 64)
"""Fixed-point values are their raw bits, see `taonet.primitives.fixed`."""


@final
class AddressId(msgspec.Struct, frozen=True):
    """`MultiAddress::Id`: the only form that leads to an account on this chain."""

    account: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]


COMPACT_UNIT: Codec[tuple[()]] = Codec("Compact<()>", shapes.Shape(shapes.Compact(UNIT)), UNIT.write, UNIT.read, 0)


@final
class AddressIndex(msgspec.Struct, frozen=True):
    """`MultiAddress::Index`."""

    index: Annotated[tuple[()], Typed(COMPACT_UNIT, "AccountIndex")]


@final
class AddressRaw(msgspec.Struct, frozen=True):
    """`MultiAddress::Raw`."""

    raw: bytes


@final
class Address32(msgspec.Struct, frozen=True):
    """`MultiAddress::Address32`."""

    raw: Annotated[bytes, BYTES_32]


@final
class Address20(msgspec.Struct, frozen=True):
    """`MultiAddress::Address20`."""

    raw: Annotated[bytes, BYTES_20]


MultiAddress = AddressId | AddressIndex | AddressRaw | Address32 | Address20

MULTI_ADDRESS: Codec[MultiAddress] = tagged_enum(
    "sp_runtime::multiaddress::MultiAddress",
    (
        Case(AddressId, 0, name="Id", named=False),
        Case(AddressIndex, 1, name="Index", named=False),
        Case(AddressRaw, 2, name="Raw", named=False),
        Case(Address32, 3, name="Address32", named=False),
        Case(Address20, 4, name="Address20", named=False),
    ),
    parameters={"AccountId": ACCOUNT_ID, "AccountIndex": UNIT},
)


def _call(runtime: Runtime) -> FieldSpec:
    return runtime.call_codec


def _boxed_call(runtime: Runtime) -> FieldSpec:
    return Typed(runtime.call_codec, "Box<<T as Config>::RuntimeCall>")


def _calls(runtime: Runtime) -> FieldSpec:
    return Typed(vec(runtime.call_codec), "Vec<<T as Config>::RuntimeCall>")


def _extrinsic(runtime: Runtime) -> FieldSpec:
    return runtime.extrinsic_codec


account = Annotated[AccountId, Typed(ACCOUNT_ID, "T::AccountId")]
account_id = Annotated[AccountId, ACCOUNT_ID]
address = Annotated[MultiAddress, Typed(MULTI_ADDRESS, "AccountIdLookupOf<T>")]
alpha = Annotated[Alpha, ALPHA]
any_call = Annotated[RuntimeCall, Late(_call)]
balance = Annotated[Tao, Typed(TAO, "T::Balance")]
balance_of = Annotated[Tao, Typed(TAO, "BalanceOf<T>")]
block_number = Annotated[int, Typed(U32, "BlockNumberFor<T>")]
compact_alpha = Annotated[Alpha, compact(ALPHA)]
compact_balance = Annotated[Tao, Typed(COMPACT_TAO, "T::Balance")]
compact_netuid = Annotated[NetUid, compact(NET_UID)]
compact_tao = Annotated[Tao, COMPACT_TAO]
compact_u8 = Annotated[int, compact(U8)]
compact_u16 = Annotated[int, compact(U16)]
compact_u32 = Annotated[int, compact(U32)]
compact_u64 = Annotated[int, compact(U64)]
h256 = Annotated[Hash, H256]
mech_id = Annotated[MechId, MECH_ID]
netuid = Annotated[NetUid, NET_UID]
opaque_extrinsic = Annotated[bytes, Late(_extrinsic)]
per_u16 = Annotated[int, PER_U16]
runtime_call = Annotated[RuntimeCall, Late(_boxed_call)]
runtime_calls = Annotated[list[RuntimeCall], Late(_calls)]
storage_index = Annotated[NetUidStorageIndex, STORAGE_INDEX]
tao = Annotated[Tao, TAO]
u64f64 = Annotated[int, Typed(U64F64, "U64F64")]
"""How fields are declared: the type checker's view, the codec, and the name of the type, in one annotation."""
