"""Liquid alpha on arrays: one sigmoid for each pair that has a weight, none for the others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from taonet.primitives.fixed import I32F32
from taonet.primitives.transcendental import exp_safe
from taonet.runtime.pallets.subtensor.epoch.arrays import FRACTION, ONE, Bits, divide

_CHUNK = 8_192  # pairs at a time, so that all terms of the series stay in the cache
_TERMS = range(2, I32F32.fraction)
_LIMIT = 20 * ONE
_SHORT_LIMIT = 10 * ONE  # up to here, term * x needs at most 64 bits beside 16 of fraction
_HALF_WORD = np.uint64(16)
_LOW_HALF = np.uint64(0xFFFF)
_LOW_WORD = np.uint64(0xFFFF_FFFF)
_MINUS_HUNDRED = I32F32.from_int(-100)


def liquid_alphas(consensus: Bits, weight: Bits, bond: Bits, low: int, high: int, steepness: int) -> Bits:
    """Return the alpha of each pair, for shares from 0 to 1 and low <= high.

    `steepness` is the stored number, in hundredths.
    """
    result = np.empty_like(weight)
    slope = I32F32.saturating_div(I32F32.from_int(steepness), _MINUS_HUNDRED)
    for start in range(0, weight.size, _CHUNK):
        part = slice(start, start + _CHUNK)
        power = _exp(_exponent(consensus[part], weight[part], bond[part], slope))
        sigmoid = divide(np.full_like(power, ONE), power + np.uint64(ONE))
        spread = (sigmoid * np.uint64(high - low)) >> FRACTION
        result[part] = np.minimum(spread + np.uint64(low), np.uint64(high))
    return result


def _exponent(consensus: Bits, weight: Bits, bond: Bits, slope: int) -> npt.NDArray[np.int64]:
    w, b = weight.view(np.int64), bond.view(np.int64)
    distance = np.where(w >= b, np.maximum(w - consensus.view(np.int64), 0), b - w)
    offset = distance - (ONE >> 1)
    # floor(slope * offset / 2**32) in two steps, since the product may need 72 bits.
    low = ((slope & 0xFFFF) * offset) >> 16
    exponent = ((slope >> 16) * offset + low) >> 16
    return np.clip(exponent, -_LIMIT, _LIMIT)


def _exp(x: npt.NDArray[np.int64]) -> Bits:
    magnitude = np.abs(x).view(np.uint64)
    series = _short_series if int(magnitude.max(initial=0)) <= _SHORT_LIMIT else _long_series
    power = series(magnitude)
    power[x == ONE] = exp_safe(ONE)
    negative = x < 0
    power[negative] = divide(np.full(int(negative.sum()), ONE, np.uint64), power[negative])
    return power


def _short_series(x: Bits) -> Bits:
    high, low = x >> _HALF_WORD, x & _LOW_HALF
    result, term = x + np.uint64(ONE), x.copy()
    scratch = np.empty_like(x)
    for i in _TERMS:
        np.multiply(term, low, out=scratch)
        np.right_shift(scratch, _HALF_WORD, out=scratch)
        np.multiply(term, high, out=term)
        np.add(term, scratch, out=term)
        np.right_shift(term, _HALF_WORD, out=term)
        np.floor_divide(term, np.uint64(i), out=term)
        np.add(result, term, out=result)
    return result


def _long_series(x: Bits) -> Bits:
    whole, part = x >> FRACTION, x & _LOW_WORD
    result, term = x + np.uint64(ONE), x.copy()
    for i in _TERMS:
        low = ((term & _LOW_WORD) * part) >> FRACTION
        term = (term * whole + (term >> FRACTION) * part + low) // np.uint64(i)
        result += term
    return result
