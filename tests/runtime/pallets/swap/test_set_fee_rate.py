"""set_fee_rate, and the calls that do nothing any more."""

from __future__ import annotations

import pytest

from taonet.frame.error import BadOrigin
from taonet.frame.origin import ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.swap import calls
from taonet.runtime.pallets.swap.errors import Deprecated, FeeRateTooHigh, MechanismDoesNotExist
from taonet.runtime.pallets.swap.events import FeeRateSet
from taonet.runtime.pallets.swap.storage import Storage

ALICE = AccountId(b"\x01" * 32)


def test_root_sets_the_rate_of_one_subnet(s: State, netuid: NetUid) -> None:
    calls.set_fee_rate(s, ROOT_ORIGIN, netuid, 10_000)

    assert Storage.FeeRate.get(s, netuid) == 10_000
    assert Storage.FeeRate.get(s, NetUid(2)) == 33
    assert [event for _, event in s.events] == [FeeRateSet(netuid, 10_000)]


def test_refuses_everybody_but_root(s: State, netuid: NetUid) -> None:
    with pytest.raises(BadOrigin):
        calls.set_fee_rate(s, Signed(ALICE), netuid, 10)
    assert Storage.FeeRate.get(s, netuid) == 33


def test_refuses_a_missing_subnet_before_a_high_rate(s: State, netuid: NetUid) -> None:
    with pytest.raises(MechanismDoesNotExist):
        calls.set_fee_rate(s, ROOT_ORIGIN, NetUid(9), 10_001)
    with pytest.raises(FeeRateTooHigh):
        calls.set_fee_rate(s, ROOT_ORIGIN, netuid, 10_001)
    assert s.events == []


def test_calls_about_positions_answer_deprecated(s: State, netuid: NetUid) -> None:
    origin = Signed(ALICE)
    with pytest.raises(Deprecated):
        calls.add_liquidity(s, origin, ALICE, netuid, -5, 5, 1)
    with pytest.raises(Deprecated):
        calls.remove_liquidity(s, origin, ALICE, netuid, 1)
    with pytest.raises(Deprecated):
        calls.modify_position(s, origin, ALICE, netuid, 1, -1)
    with pytest.raises(Deprecated):
        calls.toggle_user_liquidity(s, origin, netuid, True)
    with pytest.raises(Deprecated):
        calls.disable_lp(s, origin)
