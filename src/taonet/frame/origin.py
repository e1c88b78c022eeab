"""Dispatch origins: who makes a call, and which calls may not be made so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, final

import msgspec

from taonet.frame.error import BadOrigin
from taonet.primitives.ids import AccountId

if TYPE_CHECKING:
    from taonet.frame.call import RuntimeCall


@final
class Root(msgspec.Struct, frozen=True):
    """Root: the chain itself, or a call through sudo."""


OriginFilter = Callable[["RuntimeCall"], None]
"""Raises the refusal of a call that may not be made with this origin."""


@final
class Signed(msgspec.Struct, frozen=True):
    """An account that signed. Its filters hold for every call made with this origin, however deep inside others."""

    account: AccountId
    filters: tuple[OriginFilter, ...] = ()

    def with_filter(self, refuse: OriginFilter) -> Signed:
        """Return the same origin with one more filter."""
        return Signed(self.account, (*self.filters, refuse))


@final
class Unsigned(msgspec.Struct, frozen=True):
    """No account (FRAME: `RawOrigin::None`): inherents and unsigned extrinsics."""


Origin = Root | Signed | Unsigned

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
