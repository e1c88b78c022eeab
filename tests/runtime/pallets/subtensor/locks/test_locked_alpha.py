"""Locked alpha stays: it is shown as locked, it cannot leave, and it melts with time unless it is perpetual."""

from tests.helpers import empty_state

from taonet.frame.state import State
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.locks.held import locked_alpha
from taonet.runtime.pallets.subtensor.locks.storage import Locks
from taonet.runtime.pallets.subtensor.math.conviction import DEFAULT_RATE, Lock
from taonet.runtime.pallets.subtensor.staking.limits import availability
from taonet.runtime.pallets.subtensor.staking.stakes import increase_stake
from taonet.runtime.pallets.system.storage import Storage as System

COLDKEY, HOTKEY, NETUID = AccountId(b"c" * 32), AccountId(b"h" * 32), NetUid(3)
MASS = 10**12


def state_with_lock(block: int = 0) -> State:
    s = empty_state()
    System.Number.put(s, block)
    Locks.Lock.put(s, (COLDKEY, NETUID, HOTKEY), Lock(MASS, 0, 0))
    return s


def test_holds_all_of_a_fresh_lock() -> None:
    assert locked_alpha(state_with_lock(), COLDKEY, NETUID) == MASS


def test_holds_nothing_of_others() -> None:
    s = state_with_lock()
    assert locked_alpha(s, HOTKEY, NETUID) == 0
    assert locked_alpha(s, COLDKEY, NetUid(4)) == 0


def test_melts_by_e_in_the_unlock_time() -> None:
    s = state_with_lock(DEFAULT_RATE)
    assert abs(locked_alpha(s, COLDKEY, NETUID) - 367_879_441_171) <= 1


def test_stays_when_it_is_perpetual() -> None:
    s = state_with_lock(DEFAULT_RATE)
    Locks.DecayingLock.put(s, COLDKEY, NETUID, value=False)
    assert locked_alpha(s, COLDKEY, NETUID) == MASS


def test_keeps_locked_alpha_from_leaving() -> None:
    s = state_with_lock()
    increase_stake(s, HOTKEY, COLDKEY, NETUID, MASS + 500)

    free = availability(s, COLDKEY, NETUID)
    assert (free.total, free.locked, free.available) == (MASS + 500, MASS, 500)


def test_counts_locks_for_several_hotkeys_together() -> None:
    s = state_with_lock()
    Locks.Lock.put(s, (COLDKEY, NETUID, COLDKEY), Lock(7_000, U64F64.from_int(1), 0))
    assert locked_alpha(s, COLDKEY, NETUID) == MASS + 7_000
