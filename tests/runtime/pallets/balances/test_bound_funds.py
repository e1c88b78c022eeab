"""Reserves, holds and locks: funds that are there but cannot be spent."""

from collections.abc import Callable

import pytest

from taonet.frame.error import BadOrigin, ConsumerRemaining, TokenError, TokenKind
from taonet.frame.origin import ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances import calls, holds, locks, logic, reserves
from taonet.runtime.pallets.balances import events as said
from taonet.runtime.pallets.balances.errors import (
    InsufficientBalance,
    LiquidityRestrictions,
    TooManyReserves,
)
from taonet.runtime.pallets.balances.storage import Storage
from taonet.runtime.pallets.balances.types import (
    ContractsHold,
    FrozenAmount,
    HeldByContracts,
    HeldByPreimage,
    HeldBySafeMode,
)
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.types import AddressId
from taonet.scale import DecodeError, EncodeError
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]
NAME, OTHER = b"name____", b"another_"


def consumers(s: State, who: AccountId) -> int:
    return System.Account.get(s, who).consumers


def test_reserved_funds_stay_but_cannot_be_sent(s: State, alice: AccountId, events_of: EventsOf) -> None:
    reserves.reserve(s, alice, Tao(600_000))

    assert logic.free_balance(s, alice) == 400_000
    assert logic.total_balance(s, alice) == 1_000_000
    assert consumers(s, alice) == 1
    assert events_of(s) == [said.Reserved(alice, Tao(600_000))]

    assert reserves.unreserve(s, alice, Tao(700_000)) == 100_000
    assert consumers(s, alice) == 0
    assert events_of(s)[1:] == [said.Unreserved(alice, Tao(600_000))]


def test_reserving_keeps_the_deposit_free(s: State, bob: AccountId) -> None:
    with refused(s, InsufficientBalance):
        reserves.reserve(s, bob, Tao(1_001))
    with refused(s, ConsumerRemaining):
        reserves.reserve(s, bob, Tao(501))
    reserves.reserve(s, bob, Tao(500))


def test_reserving_minds_locks(s: State, alice: AccountId) -> None:
    locks.set_lock(s, NAME, alice, Tao(900_000))

    with refused(s, LiquidityRestrictions):
        reserves.reserve(s, alice, Tao(100_001))


def test_root_gives_reserves_back(s: State, alice: AccountId) -> None:
    reserves.reserve(s, alice, Tao(100))

    with refused(s, BadOrigin):
        calls.force_unreserve(s, Signed(alice), AddressId(alice), Tao(100))
    calls.force_unreserve(s, ROOT_ORIGIN, AddressId(alice), Tao(100))
    assert logic.reserved_balance(s, alice) == 0


def test_reserved_funds_are_taken_as_far_as_they_go(s: State, alice: AccountId, events_of: EventsOf) -> None:
    reserves.reserve(s, alice, Tao(100))

    assert reserves.slash_reserved(s, alice, Tao(30)) == 30
    assert reserves.slash_reserved(s, alice, Tao(90)) == 70
    assert reserves.slash_reserved(s, AccountId(bytes(32)), Tao(5)) == 0
    assert (logic.free_balance(s, alice), logic.reserved_balance(s, alice)) == (999_900, 0)
    assert events_of(s)[1:] == [said.Slashed(alice, Tao(30)), said.Slashed(alice, Tao(70))]
    logic.drop_credit(s, Tao(100))


def test_named_reserves_are_kept_apart_and_in_order(s: State, alice: AccountId) -> None:
    reserves.reserve_named(s, NAME, alice, Tao(100))
    reserves.reserve_named(s, OTHER, alice, Tao(30))
    reserves.reserve_named(s, NAME, alice, Tao(1))

    assert [(data.id, data.amount) for data in Storage.Reserves.get(s, alice)] == [(OTHER, 30), (NAME, 101)]
    assert logic.reserved_balance(s, alice) == 131

    assert reserves.unreserve_named(s, OTHER, alice, Tao(40)) == 10
    assert reserves.unreserve_named(s, NAME, alice, Tao(1)) == 0
    assert reserves.reserved_named(s, NAME, alice) == 100
    assert reserves.unreserve_named(s, NAME, alice, Tao(100)) == 0
    assert not Storage.Reserves.exists(s, alice)
    assert reserves.unreserve_named(s, NAME, alice, Tao(5)) == 5


def test_fifty_names_are_enough(s: State, alice: AccountId) -> None:
    for number in range(50):
        reserves.reserve_named(s, bytes([number]) * 8, alice, Tao(1))

    with refused(s, TooManyReserves):
        reserves.reserve_named(s, NAME, alice, Tao(1))
    reserves.reserve_named(s, bytes(8), alice, Tao(1))


def test_held_funds_have_a_reason(s: State, alice: AccountId) -> None:
    holds.hold(s, HeldByPreimage(), alice, Tao(100))
    holds.hold(s, HeldBySafeMode(), alice, Tao(50))
    holds.hold(s, HeldByPreimage(), alice, Tao(11))

    assert holds.balance_on_hold(s, HeldByPreimage(), alice) == 111
    assert logic.reserved_balance(s, alice) == 161
    assert s.events == []

    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        holds.release(s, HeldBySafeMode(), alice, Tao(51))
    assert holds.release(s, HeldBySafeMode(), alice, Tao(51), exact=False) == 50
    assert holds.release(s, HeldByPreimage(), alice, Tao(111)) == 111
    assert logic.free_balance(s, alice) == 1_000_000
    assert Storage.Holds.get(s, alice) == []


def test_a_hold_keeps_what_keeps_the_account_alive(s: State, bob: AccountId, charlie: AccountId) -> None:
    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        holds.hold(s, HeldBySafeMode(), bob, Tao(501))
    with refused(s, TokenError, kind=TokenKind.CannotCreateHold):
        holds.hold(s, HeldBySafeMode(), charlie, Tao(1))


def test_hold_reasons_have_the_chains_numbers() -> None:
    codec = Storage.Holds.codec
    held = HeldByContracts(ContractsHold.StorageDepositReserve)
    encoded = codec.encode([holds.HeldAmount(held, Tao(1))])

    assert encoded.hex() == "041d010100000000000000"
    assert codec.decode(encoded)[0].id == held


def test_no_freeze_can_be_written_or_read() -> None:
    assert Storage.Freezes.codec.decode(b"\x00") == []
    with pytest.raises(DecodeError):
        Storage.Freezes.codec.decode(b"\x04" + bytes(9))
    with pytest.raises(EncodeError):
        Storage.Freezes.codec.encode([FrozenAmount(object(), Tao(1))])


def test_locks_overlay(s: State, alice: AccountId, events_of: EventsOf) -> None:
    locks.set_lock(s, NAME, alice, Tao(300))
    locks.set_lock(s, OTHER, alice, Tao(1_000))
    locks.set_lock(s, NAME, alice, Tao(700))

    assert System.Account.get(s, alice).data.frozen == 1_000
    assert consumers(s, alice) == 1

    locks.remove_lock(s, OTHER, alice)
    locks.set_lock(s, NAME, alice, Tao(0))

    assert System.Account.get(s, alice).data.frozen == 0
    assert consumers(s, alice) == 0
    assert not Storage.Locks.exists(s, alice)
    assert events_of(s) == [
        said.Locked(alice, Tao(300)),
        said.Locked(alice, Tao(700)),
        said.Unlocked(alice, Tao(300)),
        said.Unlocked(alice, Tao(700)),
    ]


def test_a_lock_on_nobody_waits(s: State, charlie: AccountId) -> None:
    locks.set_lock(s, NAME, charlie, Tao(300))

    assert Storage.Locks.exists(s, charlie)
    assert not System.Account.exists(s, charlie)
