"""Origins as they are written: in calls that name one, and in the state where a call waits.

Source: polkadot-sdk/substrate/frame/support/src/dispatch.rs RawOrigin
Source: polkadot-sdk/substrate/frame/support/procedural/src/construct_runtime/expand/origin.rs expand_outer_origin
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec
from msgspec.structs import replace

from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, OriginCaller, OwnOrigins, Signed, Unsigned
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, H160
from taonet.scale import Case, Codec, FieldSpec, Late, Typed, tagged_enum


@final
class RawRoot(msgspec.Struct, frozen=True):
    """The chain itself."""


@final
class RawSigned(msgspec.Struct, frozen=True):
    """An account."""

    account: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]


@final
class RawNone(msgspec.Struct, frozen=True):
    """Nobody."""


@final
class RawAuthorized(msgspec.Struct, frozen=True):
    """A call that vouches for itself."""


RawOrigin = RawRoot | RawSigned | RawNone | RawAuthorized

RAW_ORIGIN: Codec[RawOrigin] = tagged_enum(
    "frame_support::dispatch::RawOrigin",
    (
        Case(RawRoot, 0, name="Root"),
        Case(RawSigned, 1, name="Signed", named=False),
        Case(RawNone, 2, name="None"),
        Case(RawAuthorized, 3, name="Authorized"),
    ),
    parameters={"AccountId": ACCOUNT_ID},
)


@final
class EthereumTransaction(msgspec.Struct, frozen=True):
    """An Ethereum address; no call of this runtime listens to it."""

    address: Annotated[bytes, H160]


_ETHEREUM_ORIGIN = tagged_enum("pallet_ethereum::RawOrigin", (Case(EthereumTransaction, 0, named=False),))


def origin_of(s: State, caller: OriginCaller) -> Origin:
    """Return as whom a call is made that waited with this origin; raises `BadOrigin` where as nobody."""
    own = s.runtime.origins.get(type(caller))
    if own is None:
        raise BadOrigin
    origin = own.becomes(s, caller)
    if isinstance(origin, Unsigned) or isinstance(caller, RawOrigin):
        return origin
    return replace(origin, caller=caller)


def caller_of(origin: Origin) -> OriginCaller:
    """Return how an origin is kept for a later call. Root with filters that nobody could restore is refused."""
    if isinstance(origin, Unsigned):
        return RawNone()
    if origin.caller is not None:
        return origin.caller
    if isinstance(origin, Signed):
        return RawSigned(origin.account)
    if origin.filters:
        raise BadOrigin
    return RawRoot()


def origin_field(type_name: str) -> Late:
    """Return the field of an origin, under the type name that the Rust source gives it there."""

    def of(runtime: Runtime) -> FieldSpec:
        return Typed(runtime.origin_codec, type_name)

    return Late(of)


def _raw(_s: State, origin: RawOrigin) -> Origin:
    if isinstance(origin, RawRoot):
        return ROOT_ORIGIN
    if isinstance(origin, RawSigned):
        return Signed(origin.account)
    if isinstance(origin, RawNone):
        return NONE_ORIGIN
    raise BadOrigin


def _nobody(_s: State, _origin: OriginCaller) -> Origin:
    raise BadOrigin


SYSTEM = OwnOrigins(
    "system", 0, RAW_ORIGIN, "frame_system::Origin<Runtime>", (RawRoot, RawSigned, RawNone, RawAuthorized), _raw
)
ETHEREUM = OwnOrigins("Ethereum", 21, _ETHEREUM_ORIGIN, "pallet_ethereum::Origin", (EthereumTransaction,), _nobody)
"""An origin of the real chain's that can be named here too; the pallet is not there."""
