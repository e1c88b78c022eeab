"""Preimages: noted for a deposit or for the chain, asked for, given up, removed."""

from collections.abc import Callable

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import Exhausted, TokenError, TokenKind, Unavailable
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.balances import logic, reserves
from taonet.runtime.pallets.balances.holds import balance_on_hold
from taonet.runtime.pallets.balances.types import HeldByPreimage
from taonet.runtime.pallets.preimage import events, store
from taonet.runtime.pallets.preimage.errors import AlreadyNoted, NotAuthorized, NotNoted, NotRequested, TooBig
from taonet.runtime.pallets.preimage.storage import MAX_SIZE, Storage
from taonet.runtime.pallets.preimage.types import OldRequested, OldUnrequested, Requested, Unrequested
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]

DATA = b"a call that is made later"
KEY = Hash(blake2_256(DATA))
DEPOSIT = Tao(104_000_000 + 1_000_000 * len(DATA))
RICH = 1_000_000_000


@pytest.fixture
def s(make_state: Callable[..., State], alice: AccountId, bob: AccountId) -> State:
    return make_state({alice: RICH, bob: RICH})


def held(s: State, who: AccountId) -> Tao:
    return balance_on_hold(s, HeldByPreimage(), who)


def test_who_notes_a_preimage_pays_a_deposit_for_it(s: State, alice: AccountId, events_of: EventsOf) -> None:
    assert store.note_bytes(s, DATA, alice) == (False, KEY)

    assert store.deposit_for(len(DATA)) == DEPOSIT == held(s, alice)
    assert logic.free_balance(s, alice) == RICH - DEPOSIT
    assert Storage.RequestStatusFor.get(s, KEY) == Unrequested((alice, DEPOSIT), len(DATA))
    assert store.fetch(s, KEY) == store.fetch(s, KEY, len(DATA)) == DATA
    assert events_of(s)[-1] == events.Noted(KEY)


def test_a_preimage_is_noted_once(s: State, alice: AccountId, bob: AccountId) -> None:
    store.note_bytes(s, DATA, alice)

    with refused(s, AlreadyNoted):
        store.note_bytes(s, DATA, bob)


def test_who_cannot_pay_the_deposit_notes_nothing(make_state: Callable[..., State], alice: AccountId) -> None:
    s = make_state({alice: DEPOSIT})

    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        store.note_bytes(s, DATA, alice)


def test_a_preimage_has_at_most_four_mebibytes(s: State, alice: AccountId) -> None:
    longest = bytes(MAX_SIZE)
    with refused(s, TooBig):
        store.note_bytes(s, longest + b"\0", alice)
    with refused(s, Exhausted):
        store.note(s, longest + b"\0")

    assert store.length_of(s, store.note(s, longest)) == MAX_SIZE


def test_giving_a_preimage_up_gives_the_deposit_back(s: State, alice: AccountId, bob: AccountId) -> None:
    store.note_bytes(s, DATA, alice)
    with refused(s, NotAuthorized):
        store.unnote(s, KEY, bob)

    store.unnote(s, KEY, alice)

    assert logic.free_balance(s, alice) == RICH
    assert Storage.RequestStatusFor.get(s, KEY) is None
    with pytest.raises(Unavailable):
        store.fetch(s, KEY)
    with refused(s, NotNoted):
        store.unnote(s, KEY, alice)


def test_root_may_give_anyones_preimage_up(s: State, alice: AccountId, events_of: EventsOf) -> None:
    store.note_bytes(s, DATA, alice)

    store.unnote(s, KEY, None)

    assert held(s, alice) == 0
    assert not Storage.PreimageFor.exists(s, (KEY, len(DATA)))
    assert events_of(s)[-1] == events.Cleared(KEY)


def test_what_the_chain_notes_it_asks_for(s: State) -> None:
    assert store.note(s, DATA) == KEY

    assert Storage.RequestStatusFor.get(s, KEY) == Requested(None, 1, len(DATA))
    store.unrequest(s, KEY)
    assert store.length_of(s, KEY) is None
    assert not Storage.PreimageFor.exists(s, (KEY, len(DATA)))


def test_what_the_chain_asks_for_is_noted_for_nothing(s: State, alice: AccountId, events_of: EventsOf) -> None:
    store.request(s, KEY)
    assert events_of(s) == [events.Requested(KEY)]
    assert store.note_bytes(s, DATA, alice) == (True, KEY)

    assert held(s, alice) == 0
    with refused(s, NotAuthorized):
        store.unnote(s, KEY, alice)


def test_a_preimage_stays_as_often_as_it_is_asked_for(s: State, events_of: EventsOf) -> None:
    store.request(s, KEY)
    store.request(s, KEY)
    store.note_bytes(s, DATA, None)
    store.unrequest(s, KEY)
    assert store.fetch(s, KEY) == DATA

    store.unrequest(s, KEY)

    assert not store.is_requested(s, KEY)
    assert events_of(s) == [events.Requested(KEY), events.Noted(KEY), events.Cleared(KEY)]
    with refused(s, NotRequested):
        store.unrequest(s, KEY)


def test_an_answered_request_falls_back_to_who_paid_the_deposit(s: State, alice: AccountId) -> None:
    store.note_bytes(s, DATA, alice)
    store.request(s, KEY)
    assert Storage.RequestStatusFor.get(s, KEY) == Requested((alice, DEPOSIT), 1, len(DATA))

    store.unrequest(s, KEY)

    assert Storage.RequestStatusFor.get(s, KEY) == Unrequested((alice, DEPOSIT), len(DATA))
    assert held(s, alice) == DEPOSIT
    with refused(s, NotRequested):
        store.unrequest(s, KEY)


def test_a_depositor_may_leave_while_the_chain_asks_for_the_preimage(s: State, alice: AccountId) -> None:
    store.note_bytes(s, DATA, alice)
    store.request(s, KEY)

    store.unnote(s, KEY, alice)

    assert held(s, alice) == 0
    assert store.fetch(s, KEY) == DATA
    assert Storage.RequestStatusFor.get(s, KEY) == Requested(None, 1, len(DATA))


def test_root_takes_over_what_an_account_noted(s: State, alice: AccountId) -> None:
    store.note_bytes(s, DATA, alice)

    assert store.note_bytes(s, DATA, None) == (True, KEY)
    assert Storage.RequestStatusFor.get(s, KEY) == Requested((alice, DEPOSIT), 1, len(DATA))


def test_a_request_without_a_preimage_goes_silently(s: State, events_of: EventsOf) -> None:
    store.request(s, KEY)
    store.unrequest(s, KEY)

    assert Storage.RequestStatusFor.get(s, KEY) is None
    assert events_of(s) == [events.Requested(KEY)]


def test_root_gives_up_a_request_of_its_own_by_unnoting(s: State) -> None:
    store.note(s, DATA)
    store.request(s, KEY)

    store.unnote(s, KEY, None)

    assert Storage.RequestStatusFor.get(s, KEY) == Requested(None, 1, len(DATA))


def test_a_deposit_of_the_older_form_becomes_a_hold(s: State, alice: AccountId) -> None:
    reserves.reserve(s, alice, Tao(7))
    Storage.StatusFor.put(s, KEY, OldUnrequested((alice, Tao(7)), len(DATA)))

    assert store.status_of(s, KEY) == Unrequested((alice, DEPOSIT), len(DATA))
    assert held(s, alice) == DEPOSIT
    assert logic.free_balance(s, alice) == RICH - DEPOSIT
    assert not store.update(s, KEY)


@pytest.mark.parametrize("length", [None, len(DATA)])
def test_a_request_of_the_older_form_stays_one(s: State, alice: AccountId, length: int | None) -> None:
    reserves.reserve(s, alice, Tao(7))
    Storage.StatusFor.put(s, KEY, OldRequested((alice, Tao(7)), 3, length))

    ticket = None if length is None else (alice, DEPOSIT)
    assert store.status_of(s, KEY) == Requested(ticket, 3, length)
    assert logic.free_balance(s, alice) == RICH - held(s, alice)


def test_an_entry_of_the_older_form_is_lost_with_a_deposit_that_cannot_be_held(s: State, bob: AccountId) -> None:
    Storage.StatusFor.put(s, KEY, OldUnrequested((bob, Tao(7)), MAX_SIZE))

    assert store.update(s, KEY)
    assert store.status_of(s, KEY) is None
