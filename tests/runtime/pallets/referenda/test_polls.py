"""Referenda as voting sees them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.primitives.perbill import ONE
from taonet.runtime.origins import RawRoot
from taonet.runtime.pallets.preimage.bounded import Inline
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.errors import NotOngoing
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.tally import Tally, approval, support
from taonet.runtime.pallets.referenda.types import (
    After,
    Approved,
    Cancelled,
    Deposit,
    Killed,
    Ongoing,
    Rejected,
    Status,
    TimedOut,
)
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import refused

VOTES = st.integers(0, 2**60)


@pytest.fixture
def status(s: State, alice: AccountId) -> Status:
    """Give referendum 0, which is ongoing."""
    status = Status(0, RawRoot(), Inline(b"\0\0\0"), After(1), 1, Deposit(alice, Tao(10)))
    Storage.ReferendumInfoFor.put(s, 0, Ongoing(status))
    return status


def test_an_open_poll_tells_its_track_and_tally(s: State, status: Status) -> None:
    assert polls.ongoing(s, 0) == polls.Poll(0, Tally())
    assert polls.ongoing(s, 1) is None
    assert polls.outcome(s, 0) is None


def test_a_changed_tally_sets_the_alarm_to_the_next_block_once(s: State, status: Status) -> None:
    System.Number.put(s, 7)
    polls.change_tally(s, 0, lambda tally: replace(tally, ayes=tally.ayes + 5))
    polls.change_tally(s, 0, lambda tally: replace(tally, nays=2))

    assert Storage.ReferendumInfoFor.get(s, 0) == Ongoing(replace(status, tally=Tally(5, 2), alarm=(8, (8, 0))))
    assert Storage.Alarms.get(s, 8) == [0]


def test_a_later_alarm_gives_way_to_the_next_block(s: State, status: Status) -> None:
    Storage.ReferendumInfoFor.put(s, 0, Ongoing(replace(status, alarm=(90, (90, 0)))))
    Storage.Alarms.put(s, 90, [3, 0])
    polls.change_tally(s, 0, lambda tally: tally)

    assert Storage.Alarms.get(s, 90) == [3]
    assert Storage.Alarms.get(s, 1) == [0]


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        (Approved(9), polls.Outcome(9, approved=True)),
        (Rejected(9), polls.Outcome(9, approved=False)),
        (Cancelled(9), None),
        (TimedOut(9), None),
        (Killed(9), None),
    ],
)
def test_only_a_decision_is_an_outcome(s: State, info: Any, expected: polls.Outcome | None) -> None:
    Storage.ReferendumInfoFor.put(s, 0, info)

    assert polls.outcome(s, 0) == expected
    assert polls.ongoing(s, 0) is None
    with refused(s, NotOngoing):
        polls.change_tally(s, 0, lambda tally: tally)


@given(VOTES, VOTES)
def test_approval_is_the_part_of_ayes_and_nothing_without_ayes(ayes: int, nays: int) -> None:
    expected = ayes * ONE // (ayes + nays) if ayes else 0

    assert approval(Tally(ayes, nays)) == expected


@given(VOTES, VOTES)
def test_support_is_the_part_of_the_base_and_nothing_of_a_base_that_is_smaller(votes: int, base: int) -> None:
    expected = votes * ONE // base if 0 < votes <= base else 0

    assert support(Tally(support=votes), base) == expected
