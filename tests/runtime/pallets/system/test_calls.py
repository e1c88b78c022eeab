"""Calls of the system pallet."""

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.system import calls
from taonet.runtime.pallets.system.events import Remarked
from taonet.sim import refused


def test_a_remark_changes_nothing(s: State, alice: AccountId) -> None:
    before = dict(s.changes())

    calls.remark(s, Signed(alice), b"hello")
    calls.remark(s, ROOT_ORIGIN, b"hello")

    assert dict(s.changes()) == before
    assert s.events == []


def test_a_remark_needs_someone_who_makes_it(s: State) -> None:
    with refused(s, BadOrigin):
        calls.remark(s, NONE_ORIGIN, b"hello")


def test_a_remark_with_event_announces_its_hash(s: State, alice: AccountId) -> None:
    calls.remark_with_event(s, Signed(alice), b"hello")

    assert [event for _, event in s.events] == [Remarked(alice, blake2_256(b"hello"))]


def test_a_remark_with_event_is_signed(s: State) -> None:
    with refused(s, BadOrigin):
        calls.remark_with_event(s, ROOT_ORIGIN, b"hello")


def test_root_writes_and_removes_state_keys(s: State) -> None:
    calls.set_storage(s, ROOT_ORIGIN, [(b"one", b"1"), (b"two", b"2")])

    assert (s.get(b"one"), s.get(b"two")) == (b"1", b"2")

    calls.kill_storage(s, ROOT_ORIGIN, [b"one", b"absent"])

    assert (s.get(b"one"), s.get(b"two")) == (None, b"2")


def test_root_removes_so_many_keys_under_a_prefix(s: State) -> None:
    calls.set_storage(s, ROOT_ORIGIN, [(b"a1", b""), (b"a2", b""), (b"a3", b""), (b"b1", b"")])

    calls.kill_prefix(s, ROOT_ORIGIN, b"a", 2)

    assert [s.get(key) for key in (b"a1", b"a2", b"a3", b"b1")] == [None, None, b"", b""]


@pytest.mark.parametrize("origin", [NONE_ORIGIN, Signed(AccountId(bytes(32)))])
def test_only_root_touches_raw_state(s: State, origin: object) -> None:
    with refused(s, BadOrigin):
        calls.set_storage(s, origin, [(b"key", b"value")])  # type: ignore[arg-type]
    with refused(s, BadOrigin):
        calls.kill_storage(s, origin, [b"key"])  # type: ignore[arg-type]
    with refused(s, BadOrigin):
        calls.kill_prefix(s, origin, b"", 1)  # type: ignore[arg-type]


def test_weight_follows_the_arguments(s: State) -> None:
    assert calls.remark.declared(s, (b"x" * 100,)).weight == Weight(1_595_000 + 39_000)
    assert calls.remark_with_event.declared(s, (b"",)).weight == Weight(4_735_000)
    assert calls.set_storage.declared(s, ([(b"k", b"v")] * 3,)).weight.ref_time == 1_458_000 + 3 * 100_842_000
    assert calls.kill_storage.declared(s, ([b"k"],)).dispatch_class is DispatchClass.Operational
    assert calls.kill_prefix.declared(s, (b"", 9)).weight.proof_size == 128 + 700
