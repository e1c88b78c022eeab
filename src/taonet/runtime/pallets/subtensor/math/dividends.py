"""Stake that parents lend to children, and how dividends divide: among them, and between alpha and root stake.

A proportion is a u64 fraction of 2**64-1. Stakes are the rao that a hotkey holds itself: alpha of
the subnet, and TAO on root, which counts `tao_weight` (U96F32 bits) times. Nothing is inherited
twice: only direct parents and direct children count.

Source: staking/stake_utils.rs get_inherited_for_hotkey_on_subnet, get_stake_weights_for_hotkey_on_subnet
Source: coinbase/run_coinbase.rs get_self_contribution, get_parent_child_dividends_distribution
Source: coinbase/run_coinbase.rs calculate_dividend_distribution
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Generic, TypeVar, final

import msgspec

from taonet.primitives.arithmetic import U16_MAX, U64_MAX
from taonet.primitives.fixed import I64F64, U96F32

Hotkey = TypeVar("Hotkey")


def split_dividends(
    validator_pool: int,
    root_pool: int,
    tao_weight: int,
    stakes: Mapping[Hotkey, tuple[int, int]],
    dividends: Mapping[Hotkey, int],
    on_root: Collection[Hotkey] | None,
) -> tuple[dict[Hotkey, int], dict[Hotkey, int]]:
    """Return each hotkey's alpha and its root alpha, as U96F32 bits of rao.

    The pools are rao of alpha. `dividends` and `tao_weight` are U96F32 bits, `stakes` the alpha
    and the root stake (rao) that a hotkey holds itself; a hotkey that is not in it gets nothing.
    Give the dividends in order of account bytes: the results are in the same order.

    `on_root` are the hotkeys with a seat on root. Only they share in the root pool; the root part
    of others is nobody's. None stands for the rule until spec 425, which asks for no seat and
    rounds the other part down.
    """
    alpha_parts: dict[Hotkey, int] = {}
    root_parts: dict[Hotkey, int] = {}
    for hotkey, dividend in dividends.items():
        if hotkey not in stakes:
            continue
        alpha = U96F32.from_int(stakes[hotkey][0])
        root = U96F32.mul(U96F32.from_int(stakes[hotkey][1]), tao_weight)
        total = U96F32.add(alpha, root)
        if on_root is None:
            root_part = U96F32.mul(dividend, U96F32.safe_div(root, total))
            alpha_part = U96F32.sub(dividend, root_part)
        else:
            fraction = U96F32.safe_div(alpha, total) if total else U96F32.one
            alpha_part = U96F32.mul(dividend, fraction)
            root_part = U96F32.sub(dividend, alpha_part) if hotkey in on_root else 0
        alpha_parts[hotkey], root_parts[hotkey] = alpha_part, root_part
    return _divided(validator_pool, alpha_parts), _divided(root_pool, root_parts)


def take_of(amount: int, take: int) -> tuple[int, int]:
    """Return a delegate's take and the rest of `amount`, all U96F32 bits; `take` is of 65 535."""
    rate = U96F32.safe_div(U96F32.from_int(take), U96F32.from_int(0xFFFF))
    taken = U96F32.mul(rate, amount)
    return taken, U96F32.sub(amount, taken)


def withheld_proportion(withheld: int, total: int) -> int:
    """Return the part of an epoch's incentive (rao) that miners did not get, as U96F32 bits."""
    return U96F32.safe_div(U96F32.from_int(withheld), U96F32.from_int(total))


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
        lent = U96F32.add(lent, U96F32.mul(own_bits, u64_fraction(proportion)))
    for proportion, stake in parents:
        gained = U96F32.add(gained, U96F32.mul(U96F32.from_int(stake), u64_fraction(proportion)))
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
        kept = U96F32.sub(kept, u64_fraction(proportion))
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
        _contribution(parent.alpha, parent.root, u64_fraction(parent.proportion), tao_weight) for parent in parents
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


def u64_fraction(stored: int) -> int:
    """Return a u64 fraction of 2**64-1 (TaoWeight, CKBurn) as U96F32 bits."""
    return U96F32.safe_div(U96F32.from_int(stored), U96F32.from_int(U64_MAX))


def _divided(pool: int, parts: Mapping[Hotkey, int]) -> dict[Hotkey, int]:
    total = 0
    for part in parts.values():
        total = U96F32.add(total, part)
    whole = U96F32.from_int(pool)
    return {hotkey: U96F32.mul(whole, U96F32.safe_div(part, total)) for hotkey, part in parts.items()}


def _contribution(alpha: int, root: int, proportion: int, tao_weight: int) -> int:
    alpha_part = U96F32.mul(U96F32.from_int(alpha), proportion)
    root_part = U96F32.mul(U96F32.mul(U96F32.from_int(root), proportion), tao_weight)
    return U96F32.add(alpha_part, root_part)
