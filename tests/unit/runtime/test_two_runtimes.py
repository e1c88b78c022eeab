"""The standard runtime and a small one live side by side in a process; neither shows in the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.helpers import runtime_of

from taonet.frame.error import DISPATCH_RESULT
from taonet.frame.metadata_types import decode_metadata
from taonet.frame.origin import ROOT_ORIGIN
from taonet.frame.runtime import Runtime
from taonet.frame.state import DictBackend, State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.api import APIS
from taonet.runtime.construct import PALLETS, RUNTIME
from taonet.runtime.dispatch import dispatch, try_dispatch
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.pallets import balances, system
from taonet.runtime.pallets.balances import logic
from taonet.runtime.pallets.balances.accounts import DUST_IS_LOST
from taonet.runtime.pallets.balances.errors import DeltaZero
from taonet.runtime.pallets.balances.events import BalanceSet
from taonet.runtime.pallets.balances.types import AdjustmentDirection
from taonet.runtime.pallets.system.types import EventRecord, event_records
from taonet.runtime.transaction.extrinsic import decode, encode
from taonet.runtime.types import AddressId
from taonet.runtime.version import VERSION
from taonet.scale import DecodeError, EncodeError

WHO = AccountId(b"\x07" * 32)
OURS, THEIRS = 5, 99
"""The number of the balances pallet in the standard runtime and in the small one."""

ISSUE = ("Balances", "force_set_balance", AddressId(WHO), Tao(10**9))


def small() -> Runtime:
    """Return a runtime of two pallets, one of them under another number than on the real chain."""
    return runtime_of(system.PALLET, replace(balances.PALLET, index=THEIRS))


def both() -> list[tuple[Runtime, int]]:
    return [(RUNTIME, OURS), (small(), THEIRS)]


def test_a_second_runtime_changes_nothing_on_the_first() -> None:
    call = RUNTIME.call(*ISSUE)
    raw, tables = encode(RUNTIME, None, call), (len(RUNTIME.calls), len(RUNTIME.methods))
    other = small()
    other.metadata(15)

    fresh = Runtime(VERSION, PALLETS, APIS, EXTRINSICS)
    for version in (14, 15):
        assert fresh.metadata(version) == RUNTIME.metadata(version)
    assert encode(RUNTIME, None, call) == raw
    assert decode(RUNTIME, raw).call == call
    assert (len(RUNTIME.calls), len(RUNTIME.methods)) == tables
    assert RUNTIME.number_of(call.call) == (OURS, 8)


def test_a_call_has_the_number_of_its_runtime() -> None:
    other = small()
    ours, theirs = (encode(runtime, None, runtime.call(*ISSUE)) for runtime in (RUNTIME, other))

    assert ours[1:3] == bytes((4, OURS))
    assert theirs[1:3] == bytes((4, THEIRS))
    assert ours[3:] == theirs[3:]
    assert decode(RUNTIME, ours).call == decode(other, theirs).call
    for runtime, foreign in ((RUNTIME, theirs), (other, ours)):
        with pytest.raises(DecodeError, match="no call"):
            decode(runtime, foreign)
    with pytest.raises(EncodeError, match="of no pallet"):
        encode(other, None, RUNTIME.call("Timestamp", "set", 1))


def test_the_same_call_is_dispatched_under_either() -> None:
    for runtime, number in both():
        s = State(DictBackend(), runtime)
        dispatch(s, ROOT_ORIGIN, runtime.call(*ISSUE))
        record = EventRecord(0, BalanceSet(WHO, Tao(10**9)))
        raw = event_records(runtime).encode([record])

        assert logic.free_balance(s, WHO) == 10**9
        assert s.events[-1][1] == record.event
        assert raw[:7] == bytes((4, 0, 0, 0, 0, 0, number))
        assert event_records(runtime).decode(raw) == [record]


def test_a_refusal_has_the_number_of_its_runtime() -> None:
    for runtime, number in both():
        s = State(DictBackend(), runtime)
        call = runtime.call("Balances", "force_adjust_total_issuance", AdjustmentDirection.Increase, Tao(0))
        outcome = try_dispatch(s, ROOT_ORIGIN, call)

        assert isinstance(outcome, DeltaZero)
        assert DISPATCH_RESULT.encode(runtime.result(outcome)) == bytes((1, 3, number, 11, 0, 0, 0))


def test_metadata_describes_its_runtime_alone() -> None:
    for runtime, number in both():
        listed = {pallet.name: pallet.index for pallet in decode_metadata(runtime.metadata(15)).pallets}

        assert listed == {pallet.name: pallet.index for pallet in runtime.pallets}
        assert listed["Balances"] == number


def test_a_signal_is_answered_by_the_pallets_that_are_there() -> None:
    answers = [len(runtime.answers(DUST_IS_LOST)) for runtime, _ in both()]

    assert answers == [1, 0]
