"""What is told of a schedule: fits 80 columns, counts a chain's own blocks, and agrees with what really happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from taonet.chart import as_text
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve
from taonet.supply.outlook import Start, charts, document, outlook, table

WHOLE = Start(0, REAL_CURVE, None, 12, "TAO", "everything")


def test_the_real_network_halved_when_its_recycling_said() -> None:
    # On 14 January 2025 docs.taostats.io/docs/halving reckoned: 4 December 2025 if nothing is recycled, 11 to 21 December by
    # what was recycled of late. It was the night of 14 December.
    at = datetime(2025, 1, 14, tzinfo=UTC)
    start = Start(8_167_200 * RAO_PER_TAO, REAL_CURVE, at, 12, "TAO", "the real network")
    plain, real = outlook(start), outlook(start, RAO_PER_TAO * 31 // 1_000)

    assert plain.date(plain.stretches[1]) == "2025-12-04"
    assert real.date(real.stretches[1]) == "2025-12-14"
    assert real.later == 74_631
    assert any("74,631 blocks, 10.4 days, later" in line for line in table(real, 3))


def test_a_running_chains_halvings_have_its_own_block_numbers() -> None:
    start = Start(10_000_000 * RAO_PER_TAO, REAL_CURVE, None, 12, "TAO", "running", height=12_345)
    found = document(outlook(start))

    assert [one["block"] for one in found["halvings"][:2]] == [12_345, 512_345]
    assert (found["height"], found["issuance_rao"]) == (12_345, 10_000_000 * RAO_PER_TAO)
    assert any("512,345" in line for line in table(outlook(start), 3))


def test_what_a_running_chain_has_recycled_so_far_has_put_off_its_halving() -> None:
    start = Start(9_900 * RAO_PER_TAO, REAL_CURVE, None, 12, "TAO", "running", height=10_000, begun=0)
    view = outlook(start)

    assert view.put_off == 100
    assert "recycling so far has put off the next halving by 100 blocks, 20.0 minutes" in table(view, 3)
    assert document(view)["put_off_blocks"] == 100
    assert outlook(Start(0, REAL_CURVE, None, 12, "TAO", "new")).put_off is None


@pytest.mark.parametrize("recycled", [0, 1, RAO_PER_TAO // 10, RAO_PER_TAO, 3 * RAO_PER_TAO])
@pytest.mark.parametrize(
    ("issued", "curve"), [(0, REAL_CURVE), (21_000_000 * RAO_PER_TAO, REAL_CURVE), (5, Curve(10, 1))]
)
def test_any_outlook_can_be_told_and_drawn(issued: int, curve: Curve, recycled: int) -> None:
    view = outlook(Start(issued, curve, datetime(2026, 1, 1, tzinfo=UTC), 12, "TAO", "some network"), recycled)
    lines = [*table(view, 64), *(line for chart in charts(view) for line in as_text(chart, 80))]

    assert max(map(len, lines)) <= 80
    assert document(view)["halvings"][0]["share_of_cap"] <= 1


def test_a_block_issues_half_at_once_on_the_chart() -> None:
    steps = charts(outlook(WHOLE))[1].lines[0].points

    assert [amount for _, amount in steps[:4]] == [1.0, 1.0, 0.5, 0.5]
    assert steps[1][0] == steps[2][0] == pytest.approx(3.99, abs=0.01)
