"""Origins as `dispatch_as` names them."""

from __future__ import annotations

from typing import final

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

    account: AccountId


@final
class RawNone(msgspec.Struct, frozen=True):
    """Nobody."""


@final
class RawAuthorized(msgspec.Struct, frozen=True):
    """A call that vouches for itself; no call of this chain does."""


@final
class EthereumTransaction(msgspec.Struct, frozen=True):
    """An Ethereum address; no call of this runtime listens to it."""

    address: bytes


@final
class SystemOrigin(msgspec.Struct, frozen=True):
    """One of the origins that every chain has."""

    origin: RawRoot | RawSigned | RawNone | RawAuthorized


@final
class EthereumOrigin(msgspec.Struct, frozen=True):
    """An origin of the Ethereum pallet."""

    origin: EthereumTransaction


OriginCaller = SystemOrigin | EthereumOrigin

_RAW_ORIGIN = tagged_enum(
    "frame_support::dispatch::RawOrigin",
    (
        Case(RawRoot, 0, {}, "Root"),
        Case(RawSigned, 1, {"account": Typed(ACCOUNT_ID, "AccountId")}, "Signed", named=False),
        Case(RawNone, 2, {}, "None"),
        Case(RawAuthorized, 3, {}, "Authorized"),
    ),
    parameters={"AccountId": ACCOUNT_ID},
)
_ETHEREUM_ORIGIN = tagged_enum(
    "pallet_ethereum::RawOrigin", (Case(EthereumTransaction, 0, {"address": H160}, named=False),)
)
ORIGIN_CALLER: Codec[OriginCaller] = tagged_enum(
    "node_subtensor_runtime::OriginCaller",
    (
        Case(SystemOrigin, 0, {"origin": Typed(_RAW_ORIGIN, "frame_system::Origin<Runtime>")}, "system", named=False),
        Case(
            EthereumOrigin, 21, {"origin": Typed(_ETHEREUM_ORIGIN, "pallet_ethereum::Origin")}, "Ethereum", named=False
        ),
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
