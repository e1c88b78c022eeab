"""Making and destroying funds, and root's corrections."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.helpers import empty_state

from taonet.frame.error import BadOrigin, TokenError, TokenKind
from taonet.frame.origin import ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.frame.weight import Pays
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances import PALLET, calls, genesis, logic
from taonet.runtime.pallets.balances import events as said
from taonet.runtime.pallets.balances.errors import DeltaZero, IssuanceDeactivated
from taonet.runtime.pallets.balances.storage import Storage
from taonet.runtime.pallets.balances.types import AdjustmentDirection
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.events import KilledAccount, NewAccount
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.types import AccountData
from taonet.runtime.types import AddressId
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]


def test_burning_lowers_the_issuance(s: State, alice: AccountId, events_of: EventsOf) -> None:
    calls.burn(s, Signed(alice), Tao(400_000), True)

    assert logic.free_balance(s, alice) == 600_000
    assert logic.total_issuance(s) == 601_000
    assert events_of(s) == [said.Burned(alice, Tao(400_000))]


def test_burning_may_keep_the_account_alive(s: State, bob: AccountId) -> None:
    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        calls.burn(s, Signed(bob), Tao(501), True)

    calls.burn(s, Signed(bob), Tao(501), False)
    assert not accounts.exists(s, bob)
    assert logic.total_issuance(s) == 1_000_000


def test_burning_is_signed(s: State) -> None:
    with refused(s, BadOrigin):
        calls.burn(s, ROOT_ORIGIN, Tao(1), False)


def test_root_sets_a_balance_up(s: State, bob: AccountId, events_of: EventsOf) -> None:
    calls.force_set_balance(s, ROOT_ORIGIN, AddressId(bob), Tao(5_000))

    assert logic.total_issuance(s) == 1_005_000
    assert events_of(s) == [said.Issued(Tao(4_000)), said.BalanceSet(bob, Tao(5_000))]


def test_root_sets_a_balance_down_to_nothing(s: State, bob: AccountId, events_of: EventsOf) -> None:
    calls.force_set_balance(s, ROOT_ORIGIN, AddressId(bob), Tao(499))

    assert logic.total_issuance(s) == 1_000_000
    assert events_of(s) == [KilledAccount(bob), said.Rescinded(Tao(1_000)), said.BalanceSet(bob, Tao(0))]


def test_root_opens_an_account(s: State, charlie: AccountId, events_of: EventsOf) -> None:
    calls.force_set_balance(s, ROOT_ORIGIN, AddressId(charlie), Tao(500))

    assert events_of(s) == [
        NewAccount(charlie),
        said.Endowed(charlie, Tao(500)),
        said.Issued(Tao(500)),
        said.BalanceSet(charlie, Tao(500)),
    ]


def test_only_root_sets_balances(s: State, alice: AccountId) -> None:
    with refused(s, BadOrigin):
        calls.force_set_balance(s, Signed(alice), AddressId(alice), Tao(5_000))


def test_root_corrects_the_issuance(s: State, events_of: EventsOf) -> None:
    calls.force_adjust_total_issuance(s, ROOT_ORIGIN, AdjustmentDirection.Increase, Tao(9))
    calls.force_adjust_total_issuance(s, ROOT_ORIGIN, AdjustmentDirection.Decrease, Tao(10))

    assert logic.total_issuance(s) == 1_000_999
    assert events_of(s) == [
        said.TotalIssuanceForced(Tao(1_001_000), Tao(1_001_009)),
        said.TotalIssuanceForced(Tao(1_001_009), Tao(1_000_999)),
    ]


def test_a_correction_saturates_and_minds_the_inactive_part(s: State) -> None:
    calls.force_adjust_total_issuance(s, ROOT_ORIGIN, AdjustmentDirection.Increase, Tao(U64_MAX))
    assert logic.total_issuance(s) == U64_MAX
    Storage.InactiveIssuance.put(s, Tao(1))

    with refused(s, IssuanceDeactivated):
        calls.force_adjust_total_issuance(s, ROOT_ORIGIN, AdjustmentDirection.Decrease, Tao(U64_MAX))


def test_a_correction_is_roots_and_not_zero(s: State, alice: AccountId) -> None:
    with refused(s, DeltaZero):
        calls.force_adjust_total_issuance(s, ROOT_ORIGIN, AdjustmentDirection.Increase, Tao(0))
    with refused(s, BadOrigin):
        calls.force_adjust_total_issuance(s, Signed(alice), AdjustmentDirection.Increase, Tao(1))


def test_issued_funds_can_be_deposited(s: State, charlie: AccountId, events_of: EventsOf) -> None:
    made = logic.issue(s, Tao(700))
    logic.deposit(s, charlie, made)

    assert logic.total_issuance(s) == 1_001_700
    assert events_of(s) == [
        said.Issued(Tao(700)),
        NewAccount(charlie),
        said.Endowed(charlie, Tao(700)),
        said.Deposit(charlie, Tao(700)),
    ]


def test_issuing_stops_at_the_width_of_the_issuance(s: State) -> None:
    assert logic.issue(s, Tao(U64_MAX)) == U64_MAX - 1_001_000
    assert logic.issue(s, Tao(1)) == 0
    assert len(s.events) == 1


def test_withdrawn_funds_are_gone_once_dropped(s: State, alice: AccountId, events_of: EventsOf) -> None:
    taken = logic.withdraw(s, alice, Tao(300), keep_alive=True)
    assert logic.total_issuance(s) == 1_001_000

    logic.drop_credit(s, taken)

    assert logic.total_issuance(s) == 1_000_700
    assert events_of(s) == [said.Withdraw(alice, Tao(300))]


def test_a_withdrawal_that_is_not_exact_takes_what_it_may(s: State, bob: AccountId) -> None:
    assert logic.withdraw(s, bob, Tao(10_000), keep_alive=True, exact=False) == 500
    with refused(s, TokenError, kind=TokenKind.FundsUnavailable):
        logic.withdraw(s, bob, Tao(1), keep_alive=True)


def test_a_deposit_below_the_minimum_is_refused_or_nothing(s: State, charlie: AccountId) -> None:
    with refused(s, TokenError, kind=TokenKind.BelowMinimum):
        logic.deposit(s, charlie, Tao(499))
    assert logic.deposit(s, charlie, Tao(499), exact=False) == 0
    assert not accounts.exists(s, charlie)


def test_rescinded_funds_leave_the_issuance(s: State, events_of: EventsOf) -> None:
    assert logic.rescind(s, Tao(1_000)) == 1_000
    assert logic.total_issuance(s) == 1_000_000
    assert events_of(s) == [said.Rescinded(Tao(1_000))]


def test_old_accounts_are_upgraded_free_of_charge(s: State, alice: AccountId, bob: AccountId) -> None:
    old = System.Account.get(s, bob)
    System.Account.put(s, bob, replace(old, data=AccountData(free=Tao(700), reserved=Tao(300), flags=0)))

    said_by = calls.upgrade_accounts(s, Signed(alice), [bob])

    assert said_by.pays is Pays.No
    assert System.Account.get(s, bob).consumers == 1
    assert [event for _, event in s.events] == [said.Upgraded(bob)]
    assert calls.upgrade_accounts(s, Signed(alice), [bob]).pays is Pays.Yes
    assert calls.upgrade_accounts(s, Signed(alice), []).pays is Pays.Yes


def test_genesis_funds_are_the_issuance(alice: AccountId, bob: AccountId) -> None:
    s = empty_state()

    genesis.build(s, {alice: Tao(500), bob: Tao(1_500)})

    assert logic.total_issuance(s) == 2_000
    for invariant in PALLET.invariants:
        invariant(s)


def test_genesis_refuses_dust(alice: AccountId) -> None:
    with pytest.raises(genesis.BadGenesisBalance, match="499"):
        genesis.build(empty_state(), {alice: Tao(499)})
    with pytest.raises(genesis.BadGenesisBalance):
        genesis.build(empty_state(), {alice: Tao(U64_MAX), AccountId(bytes(32)): Tao(500)})
