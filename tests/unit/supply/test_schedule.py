"""The schedule of a token: the same as block after block, to the last rao."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from taonet.chart import Chart, Line, Mark, as_png, as_svg, as_text
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve, block_emission
from taonet.supply.schedule import emission_at, issuance_after, schedule, spelled, threshold, years


def test_the_real_schedule_halves_about_every_four_years_and_ends() -> None:
    stretches = list(schedule())
    emissions = [one.emission for one in stretches]
    assert emissions[:4] == [RAO_PER_TAO, RAO_PER_TAO // 2, RAO_PER_TAO // 4, RAO_PER_TAO // 8]
    assert emissions[-2:] == [1, 0]
    assert stretches[1].first_block == 10_500_000
    assert round(years(stretches[1].first_block), 2) == 3.99
    assert stretches[-1].issuance <= REAL_CURVE.cap
    assert REAL_CURVE.cap - stretches[-1].issuance < 20 * RAO_PER_TAO // 1_000


def test_the_real_network_halved_at_ten_and_a_half_million() -> None:
    # It was on 14 December 2025, from 7,200 TAO a day to 3,600.
    before, after = block_emission(threshold(1) - 1), block_emission(threshold(1))
    assert (before * 7_200, after * 7_200) == (7_200 * RAO_PER_TAO, 3_600 * RAO_PER_TAO)
    assert next(schedule(threshold(1))).halvings == 1


@given(st.integers(0, 29))
def test_a_threshold_is_the_first_rao_of_a_halving(halvings: int) -> None:
    at = threshold(halvings)
    assert block_emission(at) == RAO_PER_TAO >> halvings
    if halvings:
        assert block_emission(at - 1) == RAO_PER_TAO >> (halvings - 1)


@given(cap=st.integers(10, 5_000), first=st.integers(1, 200), issued=st.floats(0, 1.1))
def test_thresholds_alone_come_to_what_the_rules_come_to(cap: int, first: int, issued: float) -> None:
    curve = Curve(cap, first)

    assert emission_at(int(cap * issued), curve) == block_emission(int(cap * issued), curve)


@given(st.integers(0, REAL_CURVE.cap + 10))
def test_thresholds_of_the_real_curve_come_to_what_the_rules_come_to(issued: int) -> None:
    assert emission_at(issued) == block_emission(issued)


@given(
    cap=st.integers(10, 5_000), first=st.integers(1, 200), issued=st.floats(0, 1), recycled=st.integers(0, 40),
    blocks=st.integers(0, 400),
)  # fmt: skip
def test_stretches_are_what_block_after_block_comes_to(
    cap: int, first: int, issued: float, recycled: int, blocks: int
) -> None:
    curve, begin = Curve(cap, first), int(cap * issued)
    issuance, seen = begin, []
    for block in range(blocks):
        emission = block_emission(issuance, curve)
        seen.append((block, emission))
        if emission <= recycled:
            break  # from here on the schedule says that it does not end
        issuance += emission - recycled
    stretches = list(schedule(begin, recycled=recycled, curve=curve))
    for block, emission in seen:
        stretch = [one for one in stretches if one.first_block <= block][-1]
        assert emission == stretch.emission
    if len(seen) == blocks and (not seen or seen[-1][1] > recycled):
        assert issuance_after(blocks, begin, recycled=recycled, curve=curve) == issuance


def test_what_is_recycled_delays() -> None:
    plain, delayed = list(schedule()), list(schedule(recycled=RAO_PER_TAO // 10))
    assert delayed[1].first_block == -(-plain[1].first_block * 10 // 9)
    assert delayed[-1].blocks is None
    assert delayed[-1].emission <= RAO_PER_TAO // 10


CHART = Chart("title <&>", "years", [Line("a", [(0.0, 0.0), (1.0, 2.0)]), Line("b", [(0.0, 1.0), (2.0, 1.0)])])


@pytest.mark.parametrize("width", [20, 80, 160])
def test_a_chart_fits_its_terminal(width: int) -> None:
    lines = as_text(Chart(CHART.title, CHART.x_label, CHART.lines[:1]), width)
    assert max(map(len, lines)) <= max(width, 23)
    assert any("█" in line for line in lines)


@pytest.mark.parametrize("width", [20, 80, 160])
def test_several_lines_are_drawn_each_with_its_letter_and_places_are_marked(width: int) -> None:
    lines = as_text(Chart("t", "x", CHART.lines, top=4.0, marks=[Mark("X", "here", 2.0, 4.0)]), width, height=4)

    assert max(map(len, lines)) <= max(width, 23)
    assert lines[1].endswith("X")
    assert [line.count("+") for line in lines[1:5]] == [0, 0, max(width - 12, 10), 0]
    assert {"· a", "+ b", "X here"} <= {line.strip() for line in lines}


def test_a_chart_is_a_picture_that_others_can_read() -> None:
    root = ET.fromstring(as_svg(CHART))
    assert len([one for one in root.iter() if one.tag.endswith("polyline")]) == 2
    picture = Image.open(BytesIO(as_png(CHART)))
    assert picture.size == (960, 480)
    assert len(picture.getcolors(100_000) or []) > 3
    as_svg(Chart("nothing", "x", [Line("a", [(0.0, 0.0)])]))


def test_a_time_is_told_in_the_unit_that_fits() -> None:
    told = [spelled(10_500_000), spelled(34_027), spelled(1_000, 0.2), spelled(3), spelled(0), spelled(300)]
    assert told == ["4.0 years", "4.7 days", "3.3 minutes", "36.0 seconds", "0.0 seconds", "1.0 hours"]
