"""Locked alpha and the conviction it earns: how both change while blocks go by.

The locked mass decays unless the lock is perpetual; conviction grows toward the mass and decays
with it. The hotkey with the most conviction may take over an old subnet. Mass is rao of alpha,
conviction U64F64 bits of the same, rates are time constants in blocks.

Source: staking/lock.rs exp_decay, calculate_decayed_mass_and_conviction, roll_forward_lock, merge_lock, reduce_lock
Source: staking/lock.rs force_reduce_lock
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.primitives.arithmetic import saturating_add, saturating_sub
from taonet.primitives.fixed import I64F64, U64F64
from taonet.primitives.transcendental import exp

DEFAULT_RATE = 934_866  # blocks: 90 days of half-life, in 12 s blocks
ZERO_THRESHOLD = 100  # rao: below it, in mass and conviction, a lock is gone

_LOWEST_EXPONENT = I64F64.from_int(-40)


@final
class Lock(msgspec.Struct, frozen=True):
    """A lock, or the sum of several, as it was at block `last_update`."""

    locked_mass: int
    conviction: int
    last_update: int

    def is_gone(self) -> bool:
        """Tell whether so little is left that the lock counts as none."""
        return self.locked_mass < ZERO_THRESHOLD and self.conviction < U64F64.from_int(ZERO_THRESHOLD)


@final
class Change(msgspec.Struct, frozen=True):
    """What rolling a lock took from its mass, and took from or added to its conviction.

    The sums that hold the lock change by the same; until spec 425 they missed the growth.
    """

    mass_loss: int
    conviction_loss: int
    conviction_growth: int


def decay(blocks: int, rate: int) -> int:
    """Return e ** (-blocks / rate) as U64F64 bits: 1 for no blocks, else 0 for a rate of 0."""
    if blocks == 0:
        return U64F64.one
    if rate == 0:
        return 0
    exponent = I64F64.checked_div(I64F64.from_int(-blocks), I64F64.from_int(rate))
    clamped = _LOWEST_EXPONENT if exponent is None else max(exponent, _LOWEST_EXPONENT)
    return U64F64.convert(exp(I64F64, clamped) or 0, I64F64)


def roll(
    lock: Lock, now: int, unlock_rate: int, maturity_rate: int, *, to_owner: bool, perpetual: bool
) -> tuple[Lock, Change]:
    """Return `lock` at block `now` and what changed.

    `to_owner` says that the lock favours the subnet owner's hotkey: its conviction is its mass at
    once.
    """
    rolled = lock
    if now > lock.last_update:
        rolled = _aged(lock, now, unlock_rate, maturity_rate, perpetual=perpetual)
    if to_owner:
        rolled = Lock(rolled.locked_mass, U64F64.from_int(rolled.locked_mass), rolled.last_update)
    if rolled.is_gone():
        rolled = Lock(0, 0, rolled.last_update)
    change = Change(
        saturating_sub(lock.locked_mass, rolled.locked_mass),
        saturating_sub(lock.conviction, rolled.conviction),
        saturating_sub(rolled.conviction, lock.conviction),
    )
    return rolled, change


def merged(a: Lock, b: Lock) -> Lock:
    """Return the sum of two locks that were rolled to the same block."""
    return Lock(
        saturating_add(a.locked_mass, b.locked_mass),
        U64F64.add(a.conviction, b.conviction),
        max(a.last_update, b.last_update),
    )


def reduced(lock: Lock, mass: int, conviction: int) -> Lock:
    """Return `lock` without `mass` and `conviction`, neither below 0."""
    return Lock(
        saturating_sub(lock.locked_mass, mass),
        saturating_sub(lock.conviction, conviction),
        lock.last_update,
    )


def force_reduced(lock: Lock, amount: int, now: int) -> Lock:
    """Return a rolled lock after `amount` of its mass was taken, conviction in proportion."""
    left = saturating_sub(lock.locked_mass, amount)
    if left == 0:
        return Lock(0, 0, now)
    removed = U64F64.safe_div(U64F64.from_int(amount), U64F64.from_int(lock.locked_mass))
    return Lock(left, U64F64.mul(lock.conviction, U64F64.sub(U64F64.one, removed)), now)


def _aged(lock: Lock, now: int, unlock_rate: int, maturity_rate: int, *, perpetual: bool) -> Lock:
    blocks = now - lock.last_update
    unlock, maturity = decay(blocks, unlock_rate), decay(blocks, maturity_rate)
    whole = U64F64.from_int(lock.locked_mass)
    if perpetual:
        earned = U64F64.sub(U64F64.one, maturity)
    elif unlock_rate == maturity_rate:
        ratio = U64F64.safe_div(U64F64.from_int(blocks), U64F64.from_int(maturity_rate))
        earned = U64F64.mul(ratio, maturity)
    else:
        earned = _earned_at_two_rates(unlock, maturity, unlock_rate, maturity_rate)
    kept = U64F64.mul(maturity, lock.conviction)
    return Lock(
        lock.locked_mass if perpetual else U64F64.to_int(U64F64.mul(unlock, whole)),
        U64F64.add(kept, U64F64.mul(whole, earned)),
        now,
    )


def _earned_at_two_rates(unlock: int, maturity: int, unlock_rate: int, maturity_rate: int) -> int:
    """Return the conviction that one rao earns, given both decays and their rates."""
    if unlock_rate == 0 or maturity_rate == 0:
        return 0
    difference = I64F64.sub(I64F64.convert(unlock, U64F64), I64F64.convert(maturity, U64F64))
    gamma = I64F64.safe_div(
        I64F64.mul(I64F64.from_int(unlock_rate), difference),
        I64F64.from_int(unlock_rate - maturity_rate),
    )
    return U64F64.convert(gamma, I64F64)
