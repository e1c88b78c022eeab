"""Dispatch origins: who makes a call."""

from typing import final

import msgspec

from taonet.frame.error import BadOrigin
from taonet.primitives.ids import AccountId


@final
class Root(msgspec.Struct, frozen=True):
    """Root: the chain itself, or a call through sudo."""


@final
class Signed(msgspec.Struct, frozen=True):
    """An account that signed."""

    account: AccountId


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
