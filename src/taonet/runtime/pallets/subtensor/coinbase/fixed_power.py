"""Powers of fixed-point numbers with a fractional exponent, as the emission rules take them.

Done through logarithm and exponential in I32F32, so the result has 32 bits after the point and
tops out near 2**31. The emission gate and the flow shares depend on exactly these limits.
"""

from __future__ import annotations

from taonet.primitives.fixed import I32F32, U64F64
from taonet.primitives.transcendental import exp, ln

_I32_MAX = ((1 << 31) - 1) << 32  # what an overflow counts as: a whole number, not the type's top


def fixed_power(value: int, exponent: int) -> int:
    """Return `value ** exponent`, all U64F64 bits.

    Return 0 where the logarithm of `value` does not exist in I32F32, 2**31 - 1 where the power
    does not fit it. The latter also holds for a power that is next to nothing: the chain takes
    e**-x as 1 / e**x and counts an overflow of e**x (x above about 20.8) as the largest value.
    """
    logarithm = ln(I32F32, I32F32.convert(value, U64F64))
    if logarithm is None:
        return 0
    power = exp(I32F32, I32F32.mul(I32F32.convert(exponent, U64F64), logarithm))
    return U64F64.convert(_I32_MAX if power is None else power, I32F32)
