"""Whatever is done with funds, none appear or disappear unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.helpers import empty_state

from taonet.frame.error import DispatchError
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances import PALLET, genesis, holds, locks, logic, reserves
from taonet.runtime.pallets.balances.storage import Storage
from taonet.runtime.pallets.balances.types import BalanceStatus, HeldByPreimage, HeldBySafeMode
from taonet.runtime.pallets.system import PALLET as SYSTEM
from taonet.runtime.pallets.system.storage import Storage as System

ACCOUNTS = [AccountId(bytes([number]) * 32) for number in range(1, 5)]
NAMES = [b"aaaaaaaa", b"bbbbbbbb"]
REASONS = [HeldByPreimage(), HeldBySafeMode()]
# Giving back reserves without a name is left out: it takes from holds and named reserves as well, on the real chain too.
OPERATIONS = {
    "transfer": lambda s, a, b, n, flag, pick: logic.transfer(s, a, b, n, keep_alive=flag),
    "burn": lambda s, a, b, n, flag, pick: logic.burn_from(s, a, n, keep_alive=flag),
    "mint": lambda s, a, b, n, flag, pick: logic.deposit(s, a, logic.issue(s, n)),
    "fee": lambda s, a, b, n, flag, pick: logic.drop_credit(s, logic.withdraw(s, a, n, keep_alive=flag)),
    "reserve": lambda s, a, b, n, flag, pick: reserves.reserve(s, a, n),
    "reserve_named": lambda s, a, b, n, flag, pick: reserves.reserve_named(s, NAMES[pick], a, n),
    "unreserve_named": lambda s, a, b, n, flag, pick: reserves.unreserve_named(s, NAMES[pick], a, n),
    "hold": lambda s, a, b, n, flag, pick: holds.hold(s, REASONS[pick], a, n),
    "release": lambda s, a, b, n, flag, pick: holds.release(s, REASONS[pick], a, n, exact=flag),
    "lock": lambda s, a, b, n, flag, pick: locks.set_lock(s, NAMES[pick], a, n),
    "unlock": lambda s, a, b, n, flag, pick: locks.remove_lock(s, NAMES[pick], a),
}
STEP = st.tuples(
    st.sampled_from(sorted(OPERATIONS)),
    st.sampled_from(ACCOUNTS),
    st.sampled_from(ACCOUNTS),
    st.integers(0, 3_000).map(Tao),
    st.booleans(),
    st.integers(0, 1),
)


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(STEP, max_size=25))
def test_invariants_hold_after_any_operations(steps: list[tuple[str, AccountId, AccountId, Tao, bool, int]]) -> None:
    s = empty_state()
    genesis.build(s, {ACCOUNTS[0]: Tao(5_000), ACCOUNTS[1]: Tao(500)})
    for name, one, other, amount, flag, pick in steps:
        before = dict(s.changes())
        try:
            with s.transaction():
                OPERATIONS[name](s, one, other, amount, flag, pick)
        except DispatchError:
            assert dict(s.changes()) == before
        for invariant in (*PALLET.invariants, *SYSTEM.invariants):
            invariant(s)


@settings(max_examples=60, deadline=None)
@given(
    amount=st.integers(0, 3_000),
    free=st.integers(500, 3_000),
    keep_alive=st.booleans(),
    locked=st.integers(0, 3_000),
    status=st.sampled_from(BalanceStatus),
)
def test_what_can_be_withdrawn_is_what_is_transferable(
    amount: int, free: int, keep_alive: bool, locked: int, status: BalanceStatus
) -> None:
    s = empty_state()
    one, other = ACCOUNTS[:2]
    genesis.build(s, {one: Tao(free), other: Tao(500)})
    locks.set_lock(s, NAMES[status.value], one, Tao(locked))

    possible = logic.can_withdraw(s, one, Tao(amount), keep_alive=keep_alive)

    assert possible == (amount <= logic.transferable(s, one, keep_alive=keep_alive) or amount == 0)


def test_the_invariants_can_fail() -> None:
    s = empty_state()
    genesis.build(s, {ACCOUNTS[0]: Tao(5_000)})
    one = System.Account.get(s, ACCOUNTS[0])
    for broken in (
        lambda: Storage.TotalIssuance.put(s, Tao(5_001)),
        lambda: Storage.Holds.put(s, ACCOUNTS[0], [holds.HeldAmount(REASONS[0], Tao(1))]),
        lambda: Storage.Reserves.put(s, ACCOUNTS[0], [reserves.ReserveData(NAMES[0], Tao(1))]),
        lambda: System.Account.put(s, ACCOUNTS[0], replace(one, data=replace(one.data, frozen=Tao(1)))),
        lambda: System.Account.put(s, ACCOUNTS[1], type(one)(providers=1, data=type(one.data)(free=Tao(499)))),
    ):
        with pytest.raises(BrokenInvariant), s.transaction():
            break_and_check(s, broken)


def break_and_check(s: State, broken: Callable[[], object]) -> None:
    broken()
    for invariant in PALLET.invariants:
        invariant(s)
