"""How a validator's dividend divides: one part earned by alpha, one by root stake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from taonet.primitives.fixed import U96F32

Hotkey = TypeVar("Hotkey")


def split_dividends(
    validator_pool: int,
    root_pool: int,
    tao_weight: int,
    stakes: Mapping[Hotkey, tuple[int, int]],
    dividends: Mapping[Hotkey, int],
) -> tuple[dict[Hotkey, int], dict[Hotkey, int]]:
    """Return each hotkey's alpha and its root alpha, as U96F32 bits of rao.

    The pools are rao of alpha. `dividends` and `tao_weight` are U96F32 bits, `stakes` the alpha
    and the root stake (rao) that a hotkey holds itself; a hotkey that is not in it gets nothing.
    Give the dividends in order of account bytes: the results are in the same order.
    """
    alpha_parts: dict[Hotkey, int] = {}
    root_parts: dict[Hotkey, int] = {}
    for hotkey, dividend in dividends.items():
        if hotkey not in stakes:
            continue
        alpha_stake, root_stake = stakes[hotkey]
        root_part = U96F32.mul(dividend, _root_fraction(alpha_stake, root_stake, tao_weight))
        alpha_parts[hotkey] = U96F32.sub(dividend, root_part)
        root_parts[hotkey] = root_part
    return _divided(validator_pool, alpha_parts), _divided(root_pool, root_parts)


def take_of(amount: int, take: int) -> tuple[int, int]:
    """Return a delegate's take and the rest of `amount`, all U96F32 bits; `take` is of 65 535."""
    rate = U96F32.safe_div(U96F32.from_int(take), U96F32.from_int(0xFFFF))
    taken = U96F32.mul(rate, amount)
    return taken, U96F32.sub(amount, taken)


def withheld_proportion(withheld: int, total: int) -> int:
    """Return the part of an epoch's incentive (rao) that miners did not get, as U96F32 bits."""
    return U96F32.safe_div(U96F32.from_int(withheld), U96F32.from_int(total))


def _root_fraction(alpha_stake: int, root_stake: int, tao_weight: int) -> int:
    root = U96F32.mul(U96F32.from_int(root_stake), tao_weight)
    return U96F32.safe_div(root, U96F32.add(U96F32.from_int(alpha_stake), root))


def _divided(pool: int, parts: Mapping[Hotkey, int]) -> dict[Hotkey, int]:
    total = 0
    for part in parts.values():
        total = U96F32.add(total, part)
    whole = U96F32.from_int(pool)
    return {
        hotkey: U96F32.mul(whole, U96F32.safe_div(part, total)) for hotkey, part in parts.items()
    }
