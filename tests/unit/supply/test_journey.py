"""A chain's whole supply, from the first block to the last rao: every halving is seen, and what does not fit is."""

from __future__ import annotations

import pytest
from tests.unit.supply.test_years import SHORT

from taonet.primitives.ids import NetUid
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.sim import Chain
from taonet.supply.journey import Journey, OffSchedule
from taonet.supply.schedule import schedule

TINY = parse_genesis(SHORT.replace("cap = 4_000", "cap = 1").replace("halving = 400", "halving = 50"))


def test_every_halving_is_crossed_where_the_schedule_has_it_to_the_last_rao() -> None:
    journey = Journey(Chain(TINY, keep_root=False))
    while journey.cross():
        pass
    expected = list(schedule(curve=TINY.curve))[1:]

    assert [one.block - 1 for one in journey.halvings] == [one.first_block for one in expected]
    assert [one.issued for one in journey.halvings] == [one.emission for one in expected]
    assert [one.issuance for one in journey.halvings] == [one.issuance for one in expected]
    assert journey.halvings[-1].issued == 0
    assert journey.most == journey.halvings[-1].issuance <= TINY.curve.cap
    journey.chain.check()


def test_a_block_that_recycles_shows_as_off_the_schedule() -> None:
    journey = Journey(Chain(TINY, keep_root=False))
    journey.travel(20)
    Subnets.NetworkRegistrationAllowed.put(journey.chain.s, NetUid(1), value=False)
    assert journey.step() == 0
    with pytest.raises(OffSchedule, match="the schedule says another thing"):
        journey.cross()


def test_a_rao_too_much_in_one_of_the_totals_is_named_with_the_block() -> None:
    journey = Journey(Chain(TINY, keep_root=False))
    journey.travel(20)
    Balances.TotalIssuance.update(journey.chain.s, lambda total: total + 1)
    with pytest.raises(OffSchedule, match=r"^#20: 200000000 rao issued, 200000001 held"):
        journey.step()


def test_more_than_the_cap_is_named() -> None:
    journey = Journey(Chain(TINY, keep_root=False))
    for item in (Balances.TotalIssuance, Staking.TotalIssuance):
        item.put(journey.chain.s, TINY.curve.cap + 1)
    with pytest.raises(OffSchedule, match="at most 1000000000 may be"):
        journey.travel(1)
