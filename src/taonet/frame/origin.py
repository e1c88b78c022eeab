"""Dispatch origins: who makes a call, and which calls may not be made so.

A call is made by root, by an account or by nobody. A pallet may know origins of its own besides, which are kept for
later calls and become one of these three when a call is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, final

import msgspec
from msgspec.structs import replace

from taonet.frame.error import BadOrigin
from taonet.primitives.ids import AccountId
from taonet.scale import Codec

if TYPE_CHECKING:
    from taonet.frame.call import RuntimeCall
    from taonet.frame.state import State


OriginCaller = msgspec.Struct | Enum
"""An origin as it is written: a value of a class that a pallet declares in its `OwnOrigins`."""

OriginFilter = Callable[["RuntimeCall"], None]
"""Raises the refusal of a call that may not be made with this origin."""


@final
class Root(msgspec.Struct, frozen=True):
    """Root: the chain itself, or a call through sudo. Its filters hold for every call made with it, however deep.

    `caller` is the pallet's own origin that became it: what is kept for later is kept as that, not as root.
    """

    filters: tuple[OriginFilter, ...] = ()
    caller: OriginCaller | None = None

    def with_filters(self, filters: tuple[OriginFilter, ...]) -> Root:
        """Return the same origin with more filters."""
        return replace(self, filters=(*self.filters, *filters))


@final
class Signed(msgspec.Struct, frozen=True):
    """An account that signed. Its filters hold for every call made with this origin, however deep inside others.

    `caller` is the pallet's own origin that became it.
    """

    account: AccountId
    filters: tuple[OriginFilter, ...] = ()
    caller: OriginCaller | None = None

    def with_filters(self, filters: tuple[OriginFilter, ...]) -> Signed:
        """Return the same origin with more filters."""
        return replace(self, filters=(*self.filters, *filters))


@final
class Unsigned(msgspec.Struct, frozen=True):
    """No account (FRAME: `RawOrigin::None`): inherents and unsigned extrinsics."""


Origin = Root | Signed | Unsigned


@final
@dataclass(frozen=True, slots=True)
class OwnOrigins:
    """Origins that a pallet declares: one variant of the enum over all pallets, `OriginCaller`.

    `name` and `index` are the variant's, `kinds` the classes of the values that `codec` writes; `becomes` says as whom a
    call is made in this state, and raises `BadOrigin` where as nobody.
    """

    name: str
    index: int
    codec: Codec[Any]
    type_name: str
    kinds: tuple[type[OriginCaller], ...]
    becomes: Callable[[State, Any], Origin]


ROOT_ORIGIN = Root()
NONE_ORIGIN = Unsigned()


def ensure_signed(origin: Origin) -> AccountId:
    """Return the account that signed; refuse everything else."""
    if isinstance(origin, Signed):
        return origin.account
    raise BadOrigin


def ensure_root(origin: Origin) -> None:
    """Refuse everything but root."""
    if not isinstance(origin, Root):
        raise BadOrigin


def ensure_none(origin: Origin) -> None:
    """Refuse everything but an unsigned origin."""
    if not isinstance(origin, Unsigned):
        raise BadOrigin


def ensure_signed_or_root(origin: Origin) -> AccountId | None:
    """Return the account that signed, or None for root; refuse everything else."""
    if isinstance(origin, Signed):
        return origin.account
    ensure_root(origin)
    return None
