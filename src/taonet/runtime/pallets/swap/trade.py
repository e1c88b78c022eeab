"""One swap against a weighted pool: limit, fee, refusals, in the order of the chain.

The order matters because it decides which refusal a caller sees and which fee is taken when the
price limit stops the trade half way. Amounts are rao of the token that enters or leaves; prices
are U64F64 bits in TAO per alpha.

Source: pallet/swap_step.rs new, determine_action, process_swap, price_target
Source: pallet/impls.rs do_swap, ensure_swap_input_within_reserve_limit, swap_inner, calculate_fee_amount
"""

from __future__ import annotations

from enum import Enum
from typing import final

import msgspec

from taonet.primitives.arithmetic import (
    U16_MAX,
    U64_MAX,
    saturating_add,
    saturating_mul,
    saturating_sub,
)
from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.swap.curve import (
    Pool,
    alpha_for_tao,
    alpha_to_reach_price,
    price,
    tao_for_alpha,
    tao_to_reach_price,
)


class SwapRefused(Exception):
    """The pool does not do this trade. Nothing was changed."""


class SwapInputTooLarge(SwapRefused):
    """The input net of fee is above 1 000 times the reserve it enters. Trade less at once."""


class ReservesTooLow(SwapRefused):
    """The pool holds too little to pay, or the input is too small to be paid anything for."""


class PriceLimitExceeded(SwapRefused):
    """The price is already at or beyond the limit. Set a limit on the other side of it."""


class InsufficientLiquidity(SwapRefused):
    """The curve asks for more than the reserve holds."""


MAX_INPUT_RESERVE_MULTIPLIER = 1_000
MINIMUM_RESERVE = 1_000_000  # rao, of the token that leaves
MAX_FEE_RATE = 10_000  # of 65 535
DEFAULT_FEE_RATE = 33  # of 65 535: about 0.05 %

# Price limits (rao per alpha times 10**9) that stand for "no limit".
MAX_PRICE_LIMIT = 1_000_000_000_000_000
MIN_PRICE_LIMIT = 1_000

_PRICE_LIMIT_SCALE = 1_000_000_000


@final
class Side(Enum):
    """Which token enters the pool."""

    BUY = "buy"  # TAO in, alpha out
    SELL = "sell"  # alpha in, TAO out


@final
class Outcome(msgspec.Struct, frozen=True):
    """What a trade moves: `amount_paid_in` enters the reserve, `fee_paid` comes on top of it."""

    amount_paid_in: int
    amount_paid_out: int
    fee_paid: int
    fee_to_block_author: int


def limit_price(rao: int) -> int:
    """Return a price limit given in rao per alpha times 10**9 as U64F64 bits."""
    return U64F64.safe_div(U64F64.from_int(rao), U64F64.from_int(_PRICE_LIMIT_SCALE))


def fee_of(amount: int, fee_rate: int) -> int:
    """Return the fee inside `amount` at `fee_rate` (of 65 535), rounded down."""
    return _portion(amount, fee_rate, U16_MAX)


def fee_on_top(amount: int, fee_rate: int) -> int:
    """Return the fee that belongs to a net `amount`, rounded down."""
    return _portion(amount, fee_rate, U16_MAX - fee_rate)


def swap(
    pool: Pool,
    side: Side,
    amount: int,
    limit: int,
    fee_rate: int,
    *,
    drop_fees: bool = False,
    minimum_reserve: int = MINIMUM_RESERVE,
) -> Outcome:
    """Trade `amount` until it is used up or the price reaches `limit` (U64F64 bits).

    Refuse as `quote` does, and with `InsufficientLiquidity` an output above the reserve.
    """
    outcome = quote(pool, side, amount, limit, fee_rate, drop_fees=drop_fees, minimum_reserve=minimum_reserve)
    if outcome.amount_paid_out > _output_reserve(pool, side):
        raise InsufficientLiquidity
    return outcome


def quote(
    pool: Pool,
    side: Side,
    amount: int,
    limit: int,
    fee_rate: int,
    *,
    drop_fees: bool = False,
    minimum_reserve: int = MINIMUM_RESERVE,
) -> Outcome:
    """Return what `swap` would do, without holding it against the output reserve.

    Refuse an input above 1 000 times its reserve, an output reserve below `minimum_reserve`, a
    price that is not strictly on the near side of `limit`, and an input worth nothing.
    """
    rate = 0 if drop_fees else fee_rate
    fee = fee_of(amount, rate)
    net = saturating_sub(amount, fee)
    _check(pool, side, net, minimum_reserve)
    current = price(pool)
    if not (current < limit if side is Side.BUY else current > limit):
        raise PriceLimitExceeded
    paid_out = _output(pool, side, net)
    target = price(pool_after(pool, side, net, paid_out))
    if not (target <= limit if side is Side.BUY else target >= limit):
        # The limit stops the trade: the fee was taken from the whole amount and is worked out
        # again for the part that enters, with the divisor of a net amount.
        net = _input_to_reach(pool, side, current, limit)
        fee = fee_on_top(net, rate)
        paid_out = _output(pool, side, net)
    if net > 0 and paid_out == 0:
        raise ReservesTooLow
    return Outcome(net, paid_out, fee, fee if net > 0 else 0)


def pool_after(pool: Pool, side: Side, paid_in: int, paid_out: int) -> Pool:
    """Return the pool with `paid_in` added and `paid_out` taken, both within 64 bits."""
    if side is Side.BUY:
        tao = saturating_add(pool.tao_reserve, paid_in)
        alpha = saturating_sub(pool.alpha_reserve, paid_out)
    else:
        tao = saturating_sub(pool.tao_reserve, paid_out)
        alpha = saturating_add(pool.alpha_reserve, paid_in)
    return Pool(tao, alpha, pool.quote_weight)


def _check(pool: Pool, side: Side, net: int, minimum_reserve: int) -> None:
    input_reserve = pool.tao_reserve if side is Side.BUY else pool.alpha_reserve
    if net > saturating_mul(input_reserve, MAX_INPUT_RESERVE_MULTIPLIER):
        raise SwapInputTooLarge
    if _output_reserve(pool, side) < minimum_reserve:
        raise ReservesTooLow


def _output_reserve(pool: Pool, side: Side) -> int:
    return pool.alpha_reserve if side is Side.BUY else pool.tao_reserve


def _output(pool: Pool, side: Side, net: int) -> int:
    return alpha_for_tao(pool, net) if side is Side.BUY else tao_for_alpha(pool, net)


def _input_to_reach(pool: Pool, side: Side, current: int, limit: int) -> int:
    if side is Side.BUY:
        return tao_to_reach_price(pool, current, limit)
    return alpha_to_reach_price(pool, current, limit)


def _portion(amount: int, rate: int, whole: int) -> int:
    share = U64F64.safe_div(U64F64.from_int(rate), U64F64.from_int(whole))
    return U64F64.to_int(U64F64.mul(U64F64.from_int(amount), share))


def largest_input(reserve: int) -> int:
    """Return the largest input that a trade against this input reserve may have."""
    return min(reserve * MAX_INPUT_RESERVE_MULTIPLIER, U64_MAX)
