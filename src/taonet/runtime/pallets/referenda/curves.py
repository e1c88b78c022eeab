"""Curves: what part a referendum needs, as a function of how much of its decision period has passed.

Both axes are parts of a billion. Screens draw the curves from the fields, so names and rounding are upstream's. One thing
differs: a reciprocal curve's delay for more than it ever asks is 0, as it is for the other two, and not the whole period.

Source: polkadot-sdk/substrate/frame/referenda/src/types.rs threshold, delay, passing, make_linear, make_reciprocal
Source: polkadot-sdk/substrate/frame/referenda/src/types.rs pos_quad_solution, reciprocal_from_parts, const_threshold
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.primitives.perbill import (
    FIXED_MAX,
    ONE,
    clamped,
    fixed_div,
    fixed_mul,
    fixed_sqrt,
    less_epsilon,
    mul,
    nearest,
    ratio,
    ratio_up,
)
from taonet.runtime.types import FIXED_I64, PERBILL
from taonet.scale import Case, Codec, tagged_enum

perbill = Annotated[int, PERBILL]
fixed_i64 = Annotated[int, FIXED_I64]


@final
class LinearDecreasing(msgspec.Struct, frozen=True):
    """From `ceil` at the start in a line to `floor` at `length`, and on there."""

    length: perbill
    floor: perbill
    ceil: perbill


@final
class SteppedDecreasing(msgspec.Struct, frozen=True):
    """From `begin`, down by `step` after each `period`, to `end`."""

    begin: perbill
    end: perbill
    step: perbill
    period: perbill


@final
class Reciprocal(msgspec.Struct, frozen=True):
    """`factor / (x + x_offset) + y_offset`: steep at first, then ever flatter."""

    factor: fixed_i64
    x_offset: fixed_i64
    y_offset: fixed_i64


Curve = LinearDecreasing | SteppedDecreasing | Reciprocal

CURVE: Codec[Curve] = tagged_enum(
    "pallet_referenda::types::Curve",
    (Case(LinearDecreasing, 0), Case(SteppedDecreasing, 1), Case(Reciprocal, 2)),
)


def threshold(curve: Curve, x: int) -> int:
    """Return what is needed when this part of the period has passed."""
    if isinstance(curve, LinearDecreasing):
        passed = ratio(min(x, curve.length), curve.length)
        return curve.ceil - mul(passed, curve.ceil - curve.floor)
    if isinstance(curve, SteppedDecreasing):
        fallen = min(curve.step * (x // curve.period), ONE, curve.begin)
        return max(curve.begin - fallen, curve.end)
    term = fixed_div(curve.factor, x + curve.x_offset, up=False)
    return ONE if term is None else clamped(term + curve.y_offset)


def delay(curve: Curve, y: int) -> int:
    """Return the part of the period after which `y` is enough; one where it may never be."""
    if isinstance(curve, LinearDecreasing):
        if y < curve.floor:
            return ONE
        return 0 if y > curve.ceil else mul(ratio_up(curve.ceil - y, curve.ceil - curve.floor), curve.length)
    if isinstance(curve, SteppedDecreasing):
        if y < curve.end:
            return ONE
        steps = (curve.begin - min(y, curve.begin) + less_epsilon(curve.step)) // curve.step
        return min(curve.period * steps, ONE)
    term = fixed_div(curve.factor, y - curve.y_offset, up=True)
    if term is None or y <= curve.y_offset:
        return ONE
    return clamped(term - curve.x_offset)


def passing(curve: Curve, x: int, y: int) -> bool:
    """Tell whether `y` is enough when this part of the period has passed."""
    return y >= threshold(curve, x)


def make_linear(length: int, period: int, floor: int, ceil: int) -> Curve:
    """Return the line from `ceil` to `floor` that ends after `length` of `period`."""
    return LinearDecreasing(clamped(nearest(length, period)), floor, ceil)


def make_reciprocal(delay: int, period: int, level: int, floor: int, ceil: int) -> Curve:
    """Return the curve from `ceil` to `floor` that reaches `level` after `delay` of `period`."""
    at = clamped(nearest(delay, period))
    low, high = 0, ONE
    below, above = (_from_parts(factor, floor, ceil) for factor in (low, high))
    short, over = FIXED_MAX, FIXED_MAX
    while high - low > 1:
        factor = nearest(low + high, 2 * ONE)
        curve = _from_parts(factor, floor, ceil)
        reached = threshold(curve, at)
        if reached > level:
            high, above, over = factor, curve, reached - level
        else:
            low, below, short = factor, curve, level - reached
    return below if short < over else above


def _from_parts(factor: int, floor: int, ceil: int) -> Reciprocal:
    span = ceil - floor
    x_offset = _positive_root(span, span, -factor)
    return Reciprocal(factor, x_offset, floor - nearest(factor, ONE + x_offset))


def _positive_root(a: int, b: int, c: int) -> int:
    """Return the positive solution of a·x² + b·x + c = 0."""
    square = fixed_mul(b, b) - fixed_mul(fixed_mul(4 * ONE, a), c)
    return nearest(fixed_sqrt(square) - b, fixed_mul(2 * ONE, a))
