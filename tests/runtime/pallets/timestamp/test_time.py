"""Time enters a block once, in its slot, and later than before."""

import pytest

from taonet.frame.error import BadOrigin, BlockRefused
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass
from taonet.primitives.ids import AccountId, BlockNumber
from taonet.runtime.pallets.aura.storage import Storage as Aura
from taonet.runtime.pallets.timestamp import PALLET, calls
from taonet.runtime.pallets.timestamp.hooks import on_finalize
from taonet.runtime.pallets.timestamp.storage import Storage
from taonet.sim import refused

SLOT = 150_000_000
MOMENT = SLOT * 12_000


@pytest.fixture
def in_slot(s: State) -> State:
    Aura.CurrentSlot.put(s, SLOT)
    return s


def test_the_author_sets_the_time(in_slot: State) -> None:
    calls.set(in_slot, NONE_ORIGIN, MOMENT + 11_999)

    assert Storage.Now.get(in_slot) == MOMENT + 11_999
    on_finalize(in_slot, BlockNumber(1))
    assert not Storage.DidUpdate.exists(in_slot)


def test_nobody_signs_the_time(in_slot: State, alice: AccountId) -> None:
    for origin in (ROOT_ORIGIN, Signed(alice)):
        with refused(in_slot, BadOrigin):
            calls.set(in_slot, origin, MOMENT)


def test_the_time_is_set_once(in_slot: State) -> None:
    calls.set(in_slot, NONE_ORIGIN, MOMENT)

    with refused(in_slot, BlockRefused):
        calls.set(in_slot, NONE_ORIGIN, MOMENT + 1)


@pytest.mark.parametrize("moment", [MOMENT - 1, MOMENT + 12_000])
def test_the_time_is_in_the_slot(in_slot: State, moment: int) -> None:
    with refused(in_slot, BlockRefused):
        calls.set(in_slot, NONE_ORIGIN, moment)


def test_time_goes_on_by_half_a_slot_at_least(in_slot: State) -> None:
    Storage.Now.put(in_slot, MOMENT)

    with refused(in_slot, BlockRefused):
        calls.set(in_slot, NONE_ORIGIN, MOMENT + 5_999)
    calls.set(in_slot, NONE_ORIGIN, MOMENT + 6_000)


def test_a_block_without_time_is_refused(in_slot: State) -> None:
    with refused(in_slot, BlockRefused):
        on_finalize(in_slot, BlockNumber(1))


def test_the_inherent_is_mandatory(s: State) -> None:
    assert calls.set.declared(s, (0,)).dispatch_class is DispatchClass.Mandatory
    assert PALLET.hooks.on_initialize is not None
