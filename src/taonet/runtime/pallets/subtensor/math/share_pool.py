"""A stake pool: one shared amount, divided by shares.

All stake on a hotkey of a subnet is one number of rao. Each staker holds a share of it, so a
dividend is a single addition, however many stakers there are. The rules live here as functions
over anything that keeps a pool; the runtime's storage is one such thing.

Source: primitives/share-pool/src/lib.rs get_value, update_value_for_all, sim_update_value_for_one, update_value_for_one
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from taonet.primitives.arithmetic import U64_MAX, saturating_add, saturating_sub
from taonet.primitives.safe_float import SafeFloat

Key = TypeVar("Key", contravariant=True)  # noqa: PLC0105  the key is the key


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
        """Store the denominator.

        A denominator that turns 0, or stops being 0, starts a new generation: shares written before
        must read as zero from then on.
        """
        ...

    def share(self, key: Key) -> SafeFloat:
        """Return the share of `key`, zero for a key without one."""
        ...

    def set_share(self, key: Key, share: SafeFloat) -> None:
        """Store the share of `key`; drop the row when it is zero."""
        ...


def value_of(pool: SharePool[Key], key: Key) -> int:
    """Return the rao that belong to `key`, rounded down."""
    return value_of_share(pool, pool.share(key))


def value_of_share(pool: SharePool[Key], share: SafeFloat) -> int:
    """Return the rao that a share of this size stands for: 0 in a pool without shares."""
    return _value(pool.shared_value(), share, pool.denominator()) or 0


def has_members(pool: SharePool[Key]) -> bool:
    """Tell whether anyone holds a share.

    If nobody does, what `update_for_all` adds would belong to the first who opens a share.
    """
    return not pool.denominator().is_zero()


def update_for_all(pool: SharePool[Key], change: int) -> None:
    """Add `change` rao (may be negative) to the pool; everyone gains or loses in proportion."""
    value = pool.shared_value()
    if change >= 0:
        pool.set_shared_value(saturating_add(value, change))
    else:
        pool.set_shared_value(saturating_sub(value, -change))


def would_change(pool: SharePool[Key], change: int) -> bool:
    """Tell whether `change` rao is enough to move a share at all.

    The runtime refuses an increase of stake for which it is not. A deposit that opens a pool is
    always enough.
    """
    value, denominator = pool.shared_value(), pool.denominator()
    if denominator.is_zero() or (change > 0 and value == 0):
        return True
    return not _shares_of(change, value, denominator).is_zero()


def update_for_one(pool: SharePool[Key], key: Key, change: int) -> None:
    """Add `change` rao (may be negative) to the amount of `key` and to the pool.

    The caller makes sure that `key` has what is taken. The denominator moves first and the share
    by exactly as much, so that shares never sum to more than the denominator. A pool without value
    is closed (denominator 0) before a deposit and after the last withdrawal, and a staker who takes all
    he was quoted leaves no dust behind.
    """
    value, denominator = pool.shared_value(), pool.denominator()
    if change > 0 and value == 0 and not denominator.is_zero():
        denominator = SafeFloat.zero()
        pool.set_denominator(denominator)
    if not denominator.is_zero():
        denominator, share = _updated(value, denominator, pool.share(key), change)
        pool.set_denominator(denominator)
        pool.set_share(key, share)
    elif change > 0:
        _open(pool, key, change)
    update_for_all(pool, change)


def credit_member(pool: SharePool[Key], key: Key, amount: int) -> None:
    """Add `amount` rao to `key` without touching shares where `key` is the only member.

    Spec 475 pays the epochs of Null subnets this way; all else is `update_for_one`.
    """
    if amount == 0:
        return
    value, denominator = pool.shared_value(), pool.denominator()
    alone = value > 0 and not denominator.is_zero() and pool.share(key) == denominator
    if alone and value + amount <= U64_MAX:
        pool.set_shared_value(value + amount)
    else:
        update_for_one(pool, key, amount)


def update_for_one_at_425(pool: SharePool[Key], key: Key, change: int) -> None:
    """Do what `update_for_one` did until spec 425: the rule behind the recorded numbers.

    Share and denominator move by separately rounded amounts, and no pool is ever closed.
    """
    denominator = pool.denominator()
    if denominator.is_zero():
        _open(pool, key, change)
    else:
        moved = _shares_of(change, pool.shared_value(), denominator)
        pool.set_denominator(_moved(denominator, moved, change))
        pool.set_share(key, _moved(pool.share(key), moved, change))
    update_for_all(pool, change)


def _open(pool: SharePool[Key], key: Key, change: int) -> None:
    share = SafeFloat.from_u64(abs(change))
    pool.set_denominator(share)
    pool.set_share(key, share)


def _updated(value: int, denominator: SafeFloat, share: SafeFloat, change: int) -> tuple[SafeFloat, SafeFloat]:
    moved = _moved(denominator, _shares_of(change, value, denominator), change)
    if change > 0:
        gain = _difference(moved, denominator)
        return moved, share.add(gain) or share
    after = saturating_sub(value, -change)
    if change < 0 and after == 0:
        return SafeFloat.zero(), SafeFloat.zero()
    loss = _difference(denominator, moved)
    if loss.exceeds(share):
        moved, left = denominator.sub(share) or SafeFloat.zero(), SafeFloat.zero()
    else:
        left = share.sub(loss) or SafeFloat.zero()
    if change < 0 and not left.is_zero():
        took_all = _value(value, share, denominator) == -change
        if took_all or _value(after, left, moved) == 0:
            without_dust = moved.sub(left)
            if without_dust is not None:
                return without_dust, SafeFloat.zero()
    return moved, left


def _difference(larger: SafeFloat, smaller: SafeFloat) -> SafeFloat:
    return larger.sub_exact(smaller) or larger.sub(smaller) or SafeFloat.zero()


def _value(value: int, share: SafeFloat, denominator: SafeFloat) -> int | None:
    # No share is above the whole, even if rounding has lifted a share above the denominator.
    part = SafeFloat.from_u64(value).mul_div(share, denominator)
    return None if part is None else min(part.to_u64(), value)


def _shares_of(change: int, value: int, denominator: SafeFloat) -> SafeFloat:
    shares = SafeFloat.from_u64(abs(change)).mul_div(denominator, SafeFloat.from_u64(value))
    return shares or SafeFloat.zero()


def _moved(amount: SafeFloat, by: SafeFloat, change: int) -> SafeFloat:
    # A sum outside the number format leaves the amount as it is.
    return (amount.add(by) if change > 0 else amount.sub(by)) or amount
