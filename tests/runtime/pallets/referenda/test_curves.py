"""Curves: Polkadot's own numbers, and what a delay promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.primitives.perbill import ONE, percent
from taonet.runtime.pallets.referenda.curves import (
    Curve,
    LinearDecreasing,
    Reciprocal,
    SteppedDecreasing,
    delay,
    make_linear,
    make_reciprocal,
    passing,
    threshold,
)
from taonet.runtime.pallets.referenda.tracks import TRACKS

STEPPED = SteppedDecreasing(percent(80), percent(30), percent(10), percent(15))
TRANSLATED = Reciprocal(31_250_000, 36_330_684, 139_845_532)
PART = st.integers(0, ONE)
CURVES = st.sampled_from(
    [STEPPED, TRANSLATED, *(curve for _, rules in TRACKS[:8] for curve in (rules.min_approval, rules.min_support))]
)


@pytest.mark.parametrize(
    ("made", "factor", "x_offset", "y_offset"),
    [
        (make_reciprocal(4, 28, percent(80), percent(50), ONE), 222_222_224, 333_333_335, 333_333_332),
        (make_reciprocal(16, 28 * 24, percent(96), percent(50), ONE), 270_899_180, 389_830_523, 305_084_738),
        (make_reciprocal(1, 28, percent(20), percent(5), percent(50)), 8_650_766, 18_867_926, 41_509_433),
        (make_reciprocal(12, 28, percent(1), 0, percent(50)), 7_892_829, 15_544_040, -7_772_020),
        (make_reciprocal(1, 28, percent(4), 0, percent(50)), 1_620_729, 3_231_018, -1_615_509),
        (make_reciprocal(8, 28, percent(1), 0, percent(50)), 4_149_097, 8_230_453, -4_115_227),
    ],
    ids=["root", "whitelisted_approval", "whitelisted_support", "admin", "small_tipper", "big_tipper"],
)
def test_made_curves_are_those_in_polkadots_metadata(made: Curve, factor: int, x_offset: int, y_offset: int) -> None:
    assert made == Reciprocal(factor, x_offset, y_offset)


def test_a_made_line_is_that_in_polkadots_metadata() -> None:
    assert make_linear(17, 28, percent(50), ONE) == LinearDecreasing(607_142_857, percent(50), ONE)


@pytest.mark.parametrize(("x", "y"), [(0, 80), (15, 70), (30, 60), (45, 50), (60, 40), (75, 30), (100, 30)])
def test_a_stepped_curve_falls_at_each_period(x: int, y: int) -> None:
    assert threshold(STEPPED, percent(x)) == percent(y)
    if 0 < x <= 75:
        assert threshold(STEPPED, percent(x) - 1) == percent(y + 10)


@pytest.mark.parametrize(("y", "x"), [(100, 0), (80, 0), (70, 15), (60, 30), (50, 45), (40, 60), (30, 75), (0, 100)])
def test_a_stepped_curve_is_passed_after_whole_periods(y: int, x: int) -> None:
    assert delay(STEPPED, percent(y)) == percent(x)
    if 30 <= y <= 80:
        assert delay(STEPPED, percent(y) - 1) == (percent(x + 15) if y > 30 else ONE)


def test_a_line_falls_evenly_and_then_rests() -> None:
    line = LinearDecreasing(percent(50), percent(20), percent(60))

    assert [threshold(line, percent(x)) for x in (0, 25, 50, 75)] == [percent(y) for y in (60, 40, 20, 20)]
    assert [delay(line, percent(y)) for y in (61, 60, 40, 20, 19)] == [0, 0, percent(25), percent(50), ONE]


def test_a_reciprocal_curve_asks_no_delay_of_more_than_it_ever_needs() -> None:
    curve = make_reciprocal(12, 28, percent(1), 0, percent(50))

    assert delay(curve, ONE) == 0
    assert delay(curve, 0) == ONE


@given(CURVES, PART)
def test_what_waited_its_delay_passes_or_never_does(curve: Curve, y: int) -> None:
    waited = delay(curve, y)
    if isinstance(curve, LinearDecreasing):
        waited = min(waited + 2, ONE)  # upstream rounds a line's delay down

    assert waited == ONE or passing(curve, waited, y)


@given(CURVES, PART, PART)
def test_thresholds_never_rise(curve: Curve, a: int, b: int) -> None:
    early, late = sorted((a, b))

    assert threshold(curve, early) >= threshold(curve, late)
