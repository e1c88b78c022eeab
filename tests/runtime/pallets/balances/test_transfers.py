"""Transfers: who may send what, and what is left of an account. The existential deposit is 500 rao."""

from collections.abc import Callable

import pytest

from taonet.frame.error import BadOrigin, CannotLookup, TokenError, TokenKind
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances import calls, holds, logic
from taonet.runtime.pallets.balances.events import DustLost, Endowed, Transfer
from taonet.runtime.pallets.balances.locks import set_lock
from taonet.runtime.pallets.balances.types import HeldBySafeMode
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.events import KilledAccount, NewAccount
from taonet.runtime.types import Address20, AddressId
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]


def test_funds_go_from_one_account_to_another(s: State, alice: AccountId, bob: AccountId, events_of: EventsOf) -> None:
    calls.transfer_keep_alive(s, Signed(alice), AddressId(bob), Tao(300_000))

    assert (logic.free_balance(s, alice), logic.free_balance(s, bob)) == (700_000, 301_000)
    assert logic.total_issuance(s) == 1_001_000
    assert events_of(s) == [Transfer(alice, bob, Tao(300_000))]


def test_a_first_transfer_opens_the_account(
    s: State, alice: AccountId, charlie: AccountId, events_of: EventsOf
) -> None:
    calls.transfer_allow_death(s, Signed(alice), AddressId(charlie), Tao(500))

    assert logic.free_balance(s, charlie) == 500
    assert accounts.providers(s, charlie) == 1
    assert events_of(s) == [
        NewAccount(charlie),
        Endowed(charlie, Tao(500)),
        Transfer(alice, charlie, Tao(500)),
    ]


def test_an_account_cannot_be_opened_below_the_deposit(s: State, alice: AccountId, charlie: AccountId) -> None:
    with refused(s, TokenError, kind=TokenKind.BelowMinimum):
        calls.transfer_allow_death(s, Signed(alice), AddressId(charlie), Tao(499))


def test_nobody_sends_more_than_there_is(s: State, alice: AccountId, bob: AccountId) -> None:
    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        calls.transfer_allow_death(s, Signed(bob), AddressId(alice), Tao(1_001))


def test_keep_alive_keeps_the_deposit(s: State, alice: AccountId, bob: AccountId) -> None:
    with refused(s, TokenError, kind=TokenKind.NotExpendable):
        calls.transfer_keep_alive(s, Signed(bob), AddressId(alice), Tao(501))

    calls.transfer_keep_alive(s, Signed(bob), AddressId(alice), Tao(500))
    assert logic.free_balance(s, bob) == 500


def test_what_stays_below_the_deposit_is_lost(s: State, alice: AccountId, bob: AccountId, events_of: EventsOf) -> None:
    calls.transfer_allow_death(s, Signed(bob), AddressId(alice), Tao(600))

    assert not accounts.exists(s, bob)
    assert logic.total_issuance(s) == 1_001_000 - 400
    assert events_of(s) == [
        KilledAccount(bob),
        DustLost(bob, Tao(400)),
        Transfer(bob, alice, Tao(600)),
    ]


def test_an_account_that_something_needs_cannot_be_emptied(s: State, alice: AccountId, bob: AccountId) -> None:
    accounts.inc_consumers(s, bob)

    # The deposit is untouchable then, and so counts as frozen.
    with refused(s, TokenError, kind=TokenKind.Frozen):
        calls.transfer_allow_death(s, Signed(bob), AddressId(alice), Tao(1_000))
    with refused(s, TokenError, kind=TokenKind.Frozen):
        calls.transfer_allow_death(s, Signed(bob), AddressId(alice), Tao(501))
    calls.transfer_allow_death(s, Signed(bob), AddressId(alice), Tao(500))


def test_a_lock_freezes(s: State, alice: AccountId, bob: AccountId) -> None:
    set_lock(s, b"test    ", alice, Tao(900_000))

    with refused(s, TokenError, kind=TokenKind.Frozen):
        calls.transfer_allow_death(s, Signed(alice), AddressId(bob), Tao(100_001))
    calls.transfer_allow_death(s, Signed(alice), AddressId(bob), Tao(100_000))


def test_held_funds_count_towards_a_lock(s: State, alice: AccountId, bob: AccountId) -> None:
    set_lock(s, b"test    ", alice, Tao(900_000))
    holds.hold(s, HeldBySafeMode(), alice, Tao(800_000))

    assert logic.transferable(s, alice, keep_alive=True) == 100_000
    calls.transfer_keep_alive(s, Signed(alice), AddressId(bob), Tao(100_000))


def test_a_transfer_to_oneself_only_checks(s: State, alice: AccountId) -> None:
    before = dict(s.changes())
    calls.transfer_keep_alive(s, Signed(alice), AddressId(alice), Tao(1_000))

    assert dict(s.changes()) == before
    assert s.events == []
    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        calls.transfer_keep_alive(s, Signed(alice), AddressId(alice), Tao(1_000_001))


def test_a_transfer_of_nothing_opens_nothing(
    s: State, alice: AccountId, charlie: AccountId, events_of: EventsOf
) -> None:
    calls.transfer_keep_alive(s, Signed(alice), AddressId(charlie), Tao(0))

    assert not accounts.exists(s, charlie)
    assert events_of(s) == [Transfer(alice, charlie, Tao(0))]


@pytest.mark.parametrize(("keep_alive", "left"), [(True, 500), (False, 0)])
def test_all_is_sent(s: State, alice: AccountId, bob: AccountId, keep_alive: bool, left: int) -> None:
    calls.transfer_all(s, Signed(bob), AddressId(alice), keep_alive)

    assert logic.free_balance(s, bob) == left
    assert logic.free_balance(s, alice) == 1_001_000 - left
    assert accounts.exists(s, bob) is keep_alive


def test_all_is_what_locks_leave(s: State, alice: AccountId, bob: AccountId) -> None:
    set_lock(s, b"test    ", alice, Tao(900_000))

    calls.transfer_all(s, Signed(alice), AddressId(bob), False)

    assert logic.free_balance(s, alice) == 900_000


def test_root_sends_for_others(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.force_transfer(s, ROOT_ORIGIN, AddressId(alice), AddressId(bob), Tao(7))

    assert logic.free_balance(s, bob) == 1_007
    with refused(s, BadOrigin):
        calls.force_transfer(s, Signed(alice), AddressId(alice), AddressId(bob), Tao(7))


def test_transfers_are_signed(s: State, alice: AccountId) -> None:
    for origin in (NONE_ORIGIN, ROOT_ORIGIN):
        with refused(s, BadOrigin):
            calls.transfer_keep_alive(s, origin, AddressId(alice), Tao(1))
        with refused(s, BadOrigin):
            calls.transfer_allow_death(s, origin, AddressId(alice), Tao(1))
        with refused(s, BadOrigin):
            calls.transfer_all(s, origin, AddressId(alice), False)


def test_only_account_ids_are_addresses(s: State, alice: AccountId) -> None:
    with refused(s, CannotLookup):
        calls.transfer_keep_alive(s, Signed(alice), Address20(bytes(20)), Tao(1))
