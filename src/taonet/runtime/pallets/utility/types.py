"""Origins as `dispatch_as` names them."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Signed
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, H160
from taonet.scale import Case, Codec, Typed, tagged_enum


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
    """A call that vouches for itself; no call of this chain does."""


_RAW_ORIGIN = tagged_enum(
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


@final
class SystemOrigin(msgspec.Struct, frozen=True):
    """One of the origins that every chain has."""

    origin: Annotated[
        RawRoot | RawSigned | RawNone | RawAuthorized, Typed(_RAW_ORIGIN, "frame_system::Origin<Runtime>")
    ]


@final
class EthereumOrigin(msgspec.Struct, frozen=True):
    """An origin of the Ethereum pallet."""

    origin: Annotated[EthereumTransaction, Typed(_ETHEREUM_ORIGIN, "pallet_ethereum::Origin")]


OriginCaller = SystemOrigin | EthereumOrigin

ORIGIN_CALLER: Codec[OriginCaller] = tagged_enum(
    "node_subtensor_runtime::OriginCaller",
    (
        Case(SystemOrigin, 0, name="system", named=False),
        Case(EthereumOrigin, 21, name="Ethereum", named=False),
    ),
)


def origin_of(caller: OriginCaller) -> Origin:
    """Return the origin that a caller stands for; refuse those that no call of this runtime listens to."""
    if isinstance(caller, SystemOrigin):
        if isinstance(caller.origin, RawRoot):
            return ROOT_ORIGIN
        if isinstance(caller.origin, RawSigned):
            return Signed(caller.origin.account)
        if isinstance(caller.origin, RawNone):
            return NONE_ORIGIN
    raise BadOrigin
