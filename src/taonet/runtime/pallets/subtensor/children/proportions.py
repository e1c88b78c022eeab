"""Stake that parents lend to children, and the dividends that flow back.

A proportion is a u64 fraction of 2**64-1. Stakes are the rao that a hotkey holds itself: alpha of
the subnet, and TAO on root, which counts `tao_weight` (U96F32 bits) times. Nothing is inherited
twice: only direct parents and direct children count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar, final

import msgspec

from taonet.primitives.arithmetic import U16_MAX, U64_MAX
from taonet.primitives.fixed import I64F64, U96F32

Hotkey = TypeVar("Hotkey")


@final
class Parent(msgspec.Struct, Generic[Hotkey], frozen=True):
    """One parent of a hotkey, with what it lends.

    `takes` tells whether childkey take and burn apply: they do unless parent and child have the
    same owner.
    """

    hotkey: Hotkey
    proportion: int
    alpha: int
    root: int
    takes: bool


@final
class Distribution(msgspec.Struct, Generic[Hotkey], frozen=True):
    """Dividends (rao) in the order of payment, parents first, the child last.

    `recycled` holds the rao of alpha to recycle for each parent that pays, in the same order.
    """

    payments: list[tuple[Hotkey, int]]
    recycled: list[tuple[Hotkey, int]]


def inherited_stake(own: int, children: Iterable[int], parents: Iterable[tuple[int, int]]) -> int:
    """Return a stake (rao) without what goes to `children` and with what comes from `parents`.

    `children` are proportions, `parents` pairs of proportion and the parent's stake. On root the
    own stake counts alone: do not ask this function.
    """
    own_bits = U96F32.from_int(own)
    lent = gained = 0
    for proportion in children:
        lent = U96F32.add(lent, U96F32.mul(own_bits, _fraction(proportion)))
    for proportion, stake in parents:
        gained = U96F32.add(gained, U96F32.mul(U96F32.from_int(stake), _fraction(proportion)))
    return U96F32.to_int(U96F32.add(U96F32.sub(own_bits, lent), gained))


def stake_weight(alpha: int, tao: int, tao_weight: int) -> tuple[int, int, int]:
    """Return total, alpha and TAO weight of a hotkey as I64F64 bits, from inherited stakes."""
    alpha_bits, tao_bits = I64F64.from_int(alpha), I64F64.from_int(tao)
    weighted = I64F64.mul(tao_bits, I64F64.convert(tao_weight, U96F32))
    return I64F64.add(alpha_bits, weighted), alpha_bits, tao_bits


def self_contribution(alpha: int, root: int, children: Iterable[int], tao_weight: int) -> int:
    """Return the weighted stake (rao) that a hotkey keeps for itself."""
    kept = U96F32.one
    for proportion in children:
        kept = U96F32.sub(kept, _fraction(proportion))
    return U96F32.to_int(_contribution(alpha, root, kept, tao_weight))


def distribute_dividends(
    hotkey: Hotkey,
    dividends: int,
    own_contribution: int,
    parents: Sequence[Parent[Hotkey]],
    *,
    tao_weight: int,
    childkey_take: int,
    childkey_burn: int,
) -> Distribution[Hotkey]:
    """Divide the dividends (rao) of a hotkey among its parents and itself by contribution.

    `own_contribution` comes from `self_contribution`. `childkey_take` is of 65 535,
    `childkey_burn` U96F32 bits; both apply to what a parent of another owner would get. Every
    amount is rounded down by itself, so the sum may fall short.
    """
    whole = U96F32.from_int(dividends)
    take_rate = U96F32.safe_div(U96F32.from_int(childkey_take), U96F32.from_int(U16_MAX))
    contributions = [
        _contribution(parent.alpha, parent.root, _fraction(parent.proportion), tao_weight) for parent in parents
    ]
    total = U96F32.from_int(own_contribution)
    for contribution in contributions:
        total = U96F32.add(total, contribution)
    remaining, taken = whole, 0
    result: Distribution[Hotkey] = Distribution([], [])
    for parent, contribution in zip(parents, contributions, strict=True):
        amount = U96F32.mul(whole, U96F32.safe_div(contribution, total))
        remaining = U96F32.sub(remaining, amount)
        if parent.takes:
            burn, take = U96F32.mul(childkey_burn, amount), U96F32.mul(take_rate, amount)
            amount = U96F32.sub(U96F32.sub(amount, burn), take)
            taken = U96F32.add(taken, take)
            result.recycled.append((parent.hotkey, U96F32.to_int(burn)))
        result.payments.append((parent.hotkey, U96F32.to_int(amount)))
    result.payments.append((hotkey, U96F32.to_int(U96F32.add(remaining, taken))))
    return result


def _fraction(proportion: int) -> int:
    return U96F32.safe_div(U96F32.from_int(proportion), U96F32.from_int(U64_MAX))


def _contribution(alpha: int, root: int, proportion: int, tao_weight: int) -> int:
    alpha_part = U96F32.mul(U96F32.from_int(alpha), proportion)
    root_part = U96F32.mul(U96F32.mul(U96F32.from_int(root), proportion), tao_weight)
    return U96F32.add(alpha_part, root_part)
