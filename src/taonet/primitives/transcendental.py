"""Exponential, logarithm and square root on fixed point, with the chain's exact series.

The last bits of these functions are consensus: they follow from how many terms are summed
and which constants are cut short, not from the true value. Functions that can fail return
`None` for "no result"; the `*_safe` ones never fail and work on I32F32.
"""

from __future__ import annotations

from taonet.primitives.fixed import I32F32, FixedFormat

_CONSTANT_FRACTION = 23
_E = 22_802_600  # e * 2**23, cut
_LOG2_E = 12_102_203  # log2(e) * 2**23, cut
_EXP_LIMIT = 20
_SQRT_ROUNDS = 130


def exp(form: FixedFormat, x: int) -> int | None:
    """Return e**x, or nothing where a step overflows."""
    if x == 0:
        return form.one
    if x < 0:
        power = _exp_series(form, -x)
        return None if power is None else form.checked_div(form.one, power)
    if x == form.one:
        # At exactly 1 the library answers with a constant of 23 fraction bits, so e**1 is
        # less precise than its neighbours.
        return _constant(form, _E)
    return _exp_series(form, x)


def log2(form: FixedFormat, x: int) -> int | None:
    """Return the binary logarithm, or nothing for x <= 0."""
    if x <= 0:
        return None
    if x >= form.one:
        return _log2_from_one(form, x)
    inverse = form.checked_div(form.one, x)
    return None if inverse is None else -_log2_from_one(form, inverse)


def ln(form: FixedFormat, x: int) -> int | None:
    """Return the natural logarithm, or nothing for x <= 0."""
    binary = log2(form, x)
    return None if binary is None else form.checked_div(binary, _constant(form, _LOG2_E))


def exp_safe(x: int) -> int:
    """Return e**x in I32F32 with x clamped to -20..20."""
    limit = I32F32.from_int(_EXP_LIMIT)
    clamped = min(max(x, -limit), limit)
    power = exp(I32F32, clamped)
    if power is None:
        return 0 if clamped <= 0 else I32F32.maximum
    return power


def ln_safe(x: int) -> int:
    """Return the natural logarithm in I32F32, 0 where there is none."""
    logarithm = ln(I32F32, x)
    return 0 if logarithm is None else logarithm


def sigmoid_safe(x: int, rho: int, kappa: int) -> int:
    """Return 1 / (1 + e**(-rho * (x - kappa))) in I32F32."""
    negative_rho = I32F32.mul(rho, -I32F32.one)
    power = exp_safe(I32F32.mul(negative_rho, I32F32.sub(x, kappa)))
    return I32F32.safe_div(I32F32.one, I32F32.add(power, I32F32.one))


def checked_sqrt(form: FixedFormat, x: int, epsilon: int) -> int | None:
    """Return the square root by bisection, to within `epsilon` bits; nothing for x < 0."""
    if x < 0:
        return None
    low, high = (0, x) if x > form.one else (x, form.one)
    two = form.from_int(2)
    middle = 0
    for _ in range(_SQRT_ROUNDS):
        middle = form.safe_div(form.add(low, high), two)
        quotient = form.safe_div(x, middle)
        if abs(quotient - middle) <= epsilon:
            return middle
        if quotient < middle:
            high = middle
        else:
            low = middle
    return middle


def _exp_series(form: FixedFormat, x: int) -> int | None:
    result = form.checked_add(form.one, x)
    term = x
    for i in range(2, form.fraction):
        product = form.checked_mul(term, x)
        if result is None or product is None:
            return None
        term = product // i
        result = form.checked_add(result, term)
    return result


def _log2_from_one(form: FixedFormat, x: int) -> int:
    """Return log2 of x >= 1: whole part by halving, then one bit per squaring."""
    two = form.one << 1
    result = 0
    while x >= two:
        result += 1
        x = _half(x)
    if x == form.one:
        return result << form.fraction
    for _ in range(form.fraction):
        x = (x * x) >> form.fraction
        result <<= 1
        if x >= two:
            result |= 1
            x = _half(x)
    return result


def _half(x: int) -> int:
    return (x >> 1) + (x & 1)


def _constant(form: FixedFormat, bits: int) -> int:
    return bits << (form.fraction - _CONSTANT_FRACTION)
