"""Calls of the sudo pallet."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, CannotLookup
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, Weight, reads_writes
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import SWAP_CHECK, dispatch
from taonet.runtime.pallets.balances import calls as balances
from taonet.runtime.pallets.balances import logic
from taonet.runtime.pallets.sudo import calls, genesis
from taonet.runtime.pallets.sudo.errors import RequireSudo
from taonet.runtime.pallets.sudo.events import KeyChanged, KeyRemoved, Sudid, SudoAsDone
from taonet.runtime.pallets.sudo.storage import Storage
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.pallets.utility import calls as utility
from taonet.runtime.pallets.utility.events import BatchInterrupted
from taonet.runtime.types import Address20, AddressId
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]
SET = RuntimeCall(system.set_storage, ([(b"key", b"value")],))


@pytest.fixture
def ruled(s: State, alice: AccountId) -> State:
    genesis.build(s, alice)
    return s


def test_sudo_acts_as_root_and_is_free(ruled: State, alice: AccountId, events_of: EventsOf) -> None:
    said = calls.sudo(ruled, Signed(alice), SET)

    assert ruled.get(b"key") == b"value"
    assert said.pays is Pays.No
    assert events_of(ruled) == [Sudid(None)]


def test_root_itself_may_use_sudo(ruled: State) -> None:
    calls.sudo(ruled, ROOT_ORIGIN, SET)

    assert ruled.get(b"key") == b"value"


def test_a_refused_call_is_reported_and_undone(
    ruled: State, alice: AccountId, bob: AccountId, events_of: EventsOf
) -> None:
    calls.sudo(ruled, Signed(alice), RuntimeCall(balances.transfer_keep_alive, (AddressId(bob), Tao(1))))

    assert events_of(ruled) == [Sudid(BadOrigin().value())]


def test_the_given_weight_counts(ruled: State, alice: AccountId) -> None:
    assert calls.sudo_unchecked_weight.declared(ruled, (SET, Weight(7))).weight == Weight(7)

    calls.sudo_unchecked_weight(ruled, Signed(alice), SET, Weight(7))

    assert ruled.get(b"key") == b"value"


def test_sudo_as_signs_for_another(ruled: State, alice: AccountId, bob: AccountId, events_of: EventsOf) -> None:
    transfer = RuntimeCall(balances.transfer_keep_alive, (AddressId(alice), Tao(100)))

    calls.sudo_as(ruled, Signed(alice), AddressId(bob), transfer)

    assert logic.free_balance(ruled, bob) == 900
    assert events_of(ruled)[-1] == SudoAsDone(None)


def test_sudo_as_goes_past_filters_and_checks(
    ruled: State, alice: AccountId, bob: AccountId, events_of: EventsOf
) -> None:
    nothing = RuntimeCall(utility.batch, ([],))
    nested = RuntimeCall(utility.batch, ([nothing],))
    with refused(ruled, CallFiltered):
        dispatch(ruled, Signed(bob), nested)

    calls.sudo_as(ruled, Signed(alice), AddressId(bob), nested)
    calls.sudo_as(ruled, Signed(alice), AddressId(bob), RuntimeCall(utility.batch, ([nested],)))

    # The inner batch of the second meets the filters again.
    inner = BatchInterrupted(0, ruled.runtime.refusal(CallFiltered()))
    assert [event for event in events_of(ruled) if event in {SudoAsDone(None), inner}] == [
        SudoAsDone(None),
        inner,
        SudoAsDone(None),
    ]


def test_the_key_goes_to_another(ruled: State, alice: AccountId, bob: AccountId, events_of: EventsOf) -> None:
    calls.set_key(ruled, Signed(alice), AddressId(bob))

    assert events_of(ruled) == [KeyChanged(alice, bob)]
    with refused(ruled, RequireSudo):
        calls.sudo(ruled, Signed(alice), SET)
    calls.sudo(ruled, Signed(bob), SET)


def test_the_key_goes_to_an_account_only(ruled: State, alice: AccountId) -> None:
    with refused(ruled, CannotLookup):
        calls.set_key(ruled, Signed(alice), Address20(bytes(20)))


def test_sudo_can_be_given_up(ruled: State, alice: AccountId, events_of: EventsOf) -> None:
    calls.remove_key(ruled, Signed(alice))

    assert not Storage.Key.exists(ruled)
    assert events_of(ruled) == [KeyRemoved()]
    with refused(ruled, RequireSudo):
        calls.sudo(ruled, Signed(alice), SET)


def test_nobody_else_has_sudo(ruled: State, bob: AccountId) -> None:
    attempts = [
        lambda origin: calls.sudo(ruled, origin, SET),
        lambda origin: calls.sudo_unchecked_weight(ruled, origin, SET, Weight(0)),
        lambda origin: calls.sudo_as(ruled, origin, AddressId(bob), SET),
        lambda origin: calls.set_key(ruled, origin, AddressId(bob)),
        lambda origin: calls.remove_key(ruled, origin),
    ]
    for attempt in attempts:
        with refused(ruled, RequireSudo):
            attempt(Signed(bob))
        with refused(ruled, BadOrigin):
            attempt(NONE_ORIGIN)


def test_a_chain_without_key_has_no_sudo(s: State, alice: AccountId) -> None:
    genesis.build(s, None)

    with refused(s, RequireSudo):
        calls.sudo(s, Signed(alice), SET)


def test_sudo_declares_the_call_inside(s: State) -> None:
    declared = calls.sudo.declared(s, (SET,))

    assert declared.dispatch_class is SET.declared(s).dispatch_class
    assert declared.weight == reads_writes(7_940_000, 1, 0, 1517).plus(SET.declared(s).weight).plus(SWAP_CHECK)
