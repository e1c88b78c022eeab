"""A stake pool: one shared amount, divided by shares.

All stake on a hotkey of a subnet is one number of rao. Each staker holds a share of it, so a
dividend is a single addition, whoever and however many they are. The rules live here as functions
over anything that keeps a pool; the runtime's storage is one such thing.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.safe_float import SafeFloat

Key = TypeVar("Key", contravariant=True)


class SharePool(Protocol[Key]):
    """What keeps one pool."""

    def shared_value(self) -> int:
        """Return the amount of the whole pool (rao, u64)."""
        ...

    def set_shared_value(self, value: int) -> None:
        """Store the amount of the whole pool."""
        ...

    def denominator(self) -> SafeFloat:
        """Return what all shares are meant to sum to."""
        ...

    def set_denominator(self, denominator: SafeFloat) -> None:
        """Store the denominator."""
        ...

    def share(self, key: Key) -> SafeFloat:
        """Return the share of `key`, zero for a stranger."""
        ...

    def set_share(self, key: Key, share: SafeFloat) -> None:
        """Store the share of `key`; drop the row when it is zero."""
        ...


def value_of(pool: SharePool[Key], key: Key) -> int:
    """Return the rao that belong to `key`, rounded down."""
    return value_of_share(pool, pool.share(key))


def value_of_share(pool: SharePool[Key], share: SafeFloat) -> int:
    """Return the rao that a share of this size stands for, 0 in a pool without shares."""
    value = SafeFloat.from_u64(pool.shared_value()).mul_div(share, pool.denominator())
    return value.to_u64() if value is not None else 0


def update_for_all(pool: SharePool[Key], change: int) -> None:
    """Add `change` rao (may be negative) to the pool; everyone gains or loses in proportion.

    In a pool without shares nobody holds the amount until the first `update_for_one`, whose key
    then owns all of it.
    """
    value = pool.shared_value()
    if change >= 0:
        pool.set_shared_value(saturating_add(value, change))
    else:
        pool.set_shared_value(saturating_sub(value, -change))


def would_change(pool: SharePool[Key], change: int) -> bool:
    """Tell whether `change` rao is enough to move a share at all.

    The runtime refuses an increase of stake for which it is not.
    """
    denominator = pool.denominator()
    return denominator.is_zero() or not _shares_of(pool, denominator, change).is_zero()


def update_for_one(pool: SharePool[Key], key: Key, change: int) -> None:
    """Add `change` rao (may be negative) to the amount of `key` and to the pool.

    The caller makes sure that `key` has what is taken. A sum outside the number format leaves the
    share or the denominator as it is; the shared amount changes all the same.
    """
    denominator = pool.denominator()
    if denominator.is_zero():
        share = SafeFloat.from_u64(abs(change))
        pool.set_denominator(share)
        pool.set_share(key, share)
    else:
        moved = _shares_of(pool, denominator, change)
        pool.set_denominator(_moved(denominator, moved, change))
        pool.set_share(key, _moved(pool.share(key), moved, change))
    update_for_all(pool, change)


def _shares_of(pool: SharePool[Key], denominator: SafeFloat, change: int) -> SafeFloat:
    total = SafeFloat.from_u64(pool.shared_value())
    return SafeFloat.from_u64(abs(change)).mul_div(denominator, total) or SafeFloat.zero()


def _moved(value: SafeFloat, by: SafeFloat, change: int) -> SafeFloat:
    result = value.add(by) if change > 0 else value.sub(by)
    return value if result is None else result
