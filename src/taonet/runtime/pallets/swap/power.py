"""The exact power behind the pool curve: floor(10**18 * (n/d) ** (a/b)) in whole numbers.

Weights of a pool are fractions of 10**18, so exponents are ratios of huge integers and the power
is irrational in general. Replicas must agree on every last digit, so the result is not "close":
it is the floor of the true real value. The working precision grows until the floor is beyond
doubt; the few exponents for which the value can be rational are settled by integer powers.

Source: pallet/balancer.rs exp_scaled
"""

from __future__ import annotations

from functools import cache
from math import gcd

from taonet.primitives.arithmetic import U64_MAX

SCALE = 10**18

_FIRST_PRECISION = 256  # bits after the point
_ERROR_BITS = 96  # the result is off by less than 2**(_ERROR_BITS - precision), generously
_RATIONAL_ROOT_LIMIT = 128  # bases are below 2**128: no higher root of one is rational


def scaled_power(numerator: int, denominator: int, over: int, under: int) -> int | None:
    """Return floor(10**18 * (numerator/denominator) ** (over/under)).

    All four are unsigned, the first two below 2**128, `denominator` and `under` not 0. Return
    None when the result does not fit 64 bits.
    """
    if numerator == 0:
        return 0
    if numerator == denominator or over == 0:
        return SCALE
    shared = gcd(over, under)
    over, under = over // shared, under // shared
    shared = gcd(numerator, denominator)
    numerator, denominator = numerator // shared, denominator // shared
    if under == 1:
        result = SCALE * numerator**over // denominator**over
    else:
        result = _irrational_power(numerator, denominator, over, under)
    return result if result <= U64_MAX else None


def _irrational_power(numerator: int, denominator: int, over: int, under: int) -> int:
    precision = _FIRST_PRECISION
    while True:
        logarithm = _ln_ratio(numerator, denominator, precision) * over // under
        doublings, rest = divmod(logarithm, _ln2(precision))
        if doublings > 6:  # at least 128 * 10**18: above 64 bits
            return U64_MAX + 1
        if doublings < -61:  # below 10**18 / 2**60: less than 1
            return 0
        scaled = SCALE * _exp(rest, precision)
        scaled = scaled << doublings if doublings >= 0 else scaled >> -doublings
        tolerance = 1 << _ERROR_BITS
        low, high = (scaled - tolerance) >> precision, (scaled + tolerance) >> precision
        if low == high:
            return low
        if under < _RATIONAL_ROOT_LIMIT:
            reached = high**under * denominator**over <= SCALE**under * numerator**over
            return high if reached else low
        precision *= 2


def _ln_ratio(numerator: int, denominator: int, precision: int) -> int:
    """Return ln(numerator/denominator) with `precision` bits after the point."""
    # Bring the ratio near 1, where the series needs few terms.
    doublings = numerator.bit_length() - denominator.bit_length()
    if doublings >= 0:
        denominator <<= doublings
    else:
        numerator <<= -doublings
    # ln m = 2 * artanh((m - 1) / (m + 1)), and |(m - 1) / (m + 1)| <= 1/3.
    return doublings * _ln2(precision) + 2 * _artanh(numerator - denominator, numerator + denominator, precision)


def _artanh(numerator: int, denominator: int, precision: int) -> int:
    term = (numerator << precision) // denominator
    square = (term * term) >> precision
    total, divisor = term, 1
    while term not in (0, -1):  # a floor shift of a negative number ends at -1
        term = (term * square) >> precision
        divisor += 2
        total += term // divisor
    return total


def _exp(value: int, precision: int) -> int:
    """Return e**value for 0 <= value < ln 2, both with `precision` bits after the point."""
    one = 1 << precision
    total, term, index = one, one, 0
    while term:
        index += 1
        term = ((term * value) >> precision) // index
        total += term
    return total


@cache
def _ln2(precision: int) -> int:
    return 2 * _artanh(1, 3, precision)
