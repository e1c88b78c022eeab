"""Totals of alpha: minted, burned, recycled."""

from __future__ import annotations

from tests.helpers import empty_state

from taonet.primitives.amounts import Alpha
from taonet.primitives.ids import NetUid
from taonet.runtime.pallets.alpha_assets.logic import burn_alpha, mint_alpha, recycle_alpha
from taonet.runtime.pallets.alpha_assets.storage import Storage

ONE, TWO = NetUid(1), NetUid(2)


def test_recycling_lowers_what_exists_and_burning_does_not() -> None:
    s = empty_state()
    mint_alpha(s, ONE, Alpha(100))

    burn_alpha(s, ONE, Alpha(30))
    recycle_alpha(s, ONE, Alpha(20))

    assert Storage.TotalAlphaIssuance.get(s, ONE) == 80
    assert Storage.AlphaBurned.get(s, ONE) == 30
    assert Storage.AlphaRecycled.get(s, ONE) == 20
    assert Storage.TotalAlphaIssuance.get(s, TWO) == 0


def test_nothing_leaves_no_row() -> None:
    s = empty_state()

    for change in (mint_alpha, burn_alpha, recycle_alpha):
        change(s, ONE, Alpha(0))

    assert not any(item.exists(s, ONE) for item in (Storage.TotalAlphaIssuance, Storage.AlphaBurned))
    assert s.changes() == {}


def test_recycling_stops_at_zero() -> None:
    s = empty_state()

    recycle_alpha(s, ONE, Alpha(5))

    assert Storage.TotalAlphaIssuance.get(s, ONE) == 0
    assert Storage.AlphaRecycled.get(s, ONE) == 5
