"""What registering costs: the burn of a neuron and the lock of a subnet.

The burn decays every block and jumps with every registration, and so does the difficulty of registering by work. Its decay factor is a 32-bit binary fraction, found by
bisection with a power that floors at every step. It is therefore not the rounded true root of one half, and must be
computed this way. The lock doubles with every subnet and falls back over two weeks.

Source: subnets/registration.rs update_registration_prices_for_networks, bump_registration_price_after_registration
Source: utils/misc.rs mul_by_q32, pow_q32, decay_factor_q32
Source: coinbase/root.rs get_network_lock_cost
"""

from __future__ import annotations

from functools import cache

from taonet.primitives.arithmetic import U64_MAX, saturating_mul, saturating_sub
from taonet.primitives.fixed import I64F64, U64F64
from taonet.runtime.pallets.subtensor.math.emission import DEFAULT_BLOCK_EMISSION

DEFAULT_HALF_LIFE = 360  # blocks
DEFAULT_INCREASE_MULTIPLIER = 0x1_428F_5C28_F5C2_9000  # U64F64: 1.26

_ONE = 1 << 32
_HALF = 1 << 31

DEFAULT_MIN_LOCK_COST = 1_000_000_000_000  # rao: 1 000 TAO
DEFAULT_LOCK_REDUCTION_INTERVAL = 100_800  # blocks: 14 days of 12 s blocks


def multiply_q32(value: int, factor: int) -> int:
    """Return `value` times `factor` (2**32 is 1), rounded down, at most 2**64-1."""
    return min(value * factor >> 32, U64_MAX)


def power_q32(base: int, exponent: int) -> int:
    """Return `base` (2**32 is 1) to the power `exponent`, rounded down at every multiplication."""
    result, factor = _ONE, base
    while exponent > 0:
        if exponent & 1:
            result = multiply_q32(result, factor)
        exponent >>= 1
        if exponent > 0:
            factor = multiply_q32(factor, factor)
    return result


@cache
def decay_factor_q32(half_life: int) -> int:
    """Return what a price is multiplied by each block so that it halves in `half_life` blocks.

    2**32 is 1. A half-life of 0 means no decay.
    """
    if half_life == 0:
        return _ONE
    low, high = 0, _ONE
    while low + 1 < high:
        middle = low + (high - low >> 1)
        if power_q32(middle, half_life) > _HALF:
            high = middle
        else:
            low = middle
    return low


def decayed_price(price: int, half_life: int, minimum: int, maximum: int, block: int) -> int:
    """Return a burn (rao) or a difficulty at the start of `block`, within its bounds.

    Nothing decays in the first block of a chain.
    """
    if half_life > 0 and block > 1:
        price = multiply_q32(price, decay_factor_q32(half_life))
    return _bounded(price, minimum, maximum)


def bumped_price(price: int, multiplier: int, minimum: int, maximum: int) -> int:
    """Return a burn (rao) or a difficulty after a registration; `multiplier` is U64F64 bits, at least 1."""
    risen = U64F64.mul(U64F64.from_int(price), max(multiplier, U64F64.one))
    return _bounded(U64F64.to_int(risen), minimum, maximum)


def effective_interval(interval: int, emission: int, first: int = DEFAULT_BLOCK_EMISSION) -> int:
    """Return the blocks in which the price falls by the last one paid.

    `emission` is the rao that a block creates now, `first` what the first one did: the interval halves with it.
    """
    share = I64F64.safe_div(I64F64.from_int(emission), I64F64.from_int(first))
    return I64F64.to_int(I64F64.mul(I64F64.from_int(interval), share))


def lock_cost(last: int, minimum: int, last_block: int, block: int, interval: int) -> int:
    """Return the price (rao) of a subnet registered at `block`.

    `last` was paid at `last_block`; before any registration that is block 0 and the price starts
    at `last`, later at twice `last`. `interval` is the effective one; the fall per block is
    rounded down, and is 0 for an interval of 0.
    """
    start = saturating_mul(last, 1 if last_block == 0 else 2)
    per_block = last // interval if interval else 0
    fallen = saturating_mul(per_block, saturating_sub(block, last_block))
    return max(saturating_sub(start, fallen), minimum)


def _bounded(price: int, minimum: int, maximum: int) -> int:
    return min(max(price, minimum), maximum)
