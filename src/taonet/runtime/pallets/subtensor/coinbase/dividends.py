"""How a validator's dividend divides: one part earned by alpha, one by root stake."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from taonet.primitives.fixed import U96F32

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


def _divided(pool: int, parts: Mapping[Hotkey, int]) -> dict[Hotkey, int]:
    total = 0
    for part in parts.values():
        total = U96F32.add(total, part)
    whole = U96F32.from_int(pool)
    return {hotkey: U96F32.mul(whole, U96F32.safe_div(part, total)) for hotkey, part in parts.items()}
