from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.subtensor.math.conviction import (
    DEFAULT_RATE,
    Change,
    Lock,
    decay,
    force_reduced,
    merged,
    reduced,
    roll,
)

ONE = U64F64.one
HALF_LIFE = 648_000  # blocks: 90 days of 12 s
locks = st.builds(Lock, st.integers(0, 10**16), st.integers(0, 10**16 * ONE), st.integers(0, 10**6))
rates = st.sampled_from([0, 1_000, 500_000, DEFAULT_RATE])


def rolled(lock: Lock, now: int, *, to_owner: bool = False, perpetual: bool = False) -> Lock:
    result, _ = roll(lock, now, DEFAULT_RATE, DEFAULT_RATE, to_owner=to_owner, perpetual=perpetual)
    return result


def test_nothing_decays_in_no_time_and_all_at_once_without_a_rate() -> None:
    assert decay(0, 0) == decay(0, 5) == ONE
    assert decay(1, 0) == 0


def test_half_is_left_after_ninety_days() -> None:
    assert abs(decay(HALF_LIFE, DEFAULT_RATE) / ONE - 0.5) < 1e-5
    assert abs(rolled(Lock(10**12, 0, 0), HALF_LIFE).locked_mass / 10**12 - 0.5) < 1e-5


def test_decay_stops_at_e_to_the_minus_forty() -> None:
    assert decay(10**12, 1) == decay(41, 1) > 0


def test_a_perpetual_lock_keeps_its_mass_and_earns_toward_it() -> None:
    lock = rolled(Lock(10**12, 0, 0), HALF_LIFE, perpetual=True)

    assert lock.locked_mass == 10**12
    assert abs(lock.conviction / ONE / 10**12 - 0.5) < 1e-5


def test_a_decaying_lock_earns_first_and_loses_later() -> None:
    start = Lock(10**12, 0, 0)
    early = rolled(start, DEFAULT_RATE // 2)
    peak = rolled(start, DEFAULT_RATE)
    late = rolled(start, 4 * DEFAULT_RATE)

    assert early.conviction < peak.conviction > late.conviction


def test_a_lock_on_the_owner_is_convinced_at_once() -> None:
    lock = rolled(Lock(5_000, 0, 9), 9, to_owner=True)

    assert lock.conviction == 5_000 * ONE


def test_what_is_left_of_a_lock_below_the_threshold_vanishes() -> None:
    gone, change = roll(Lock(99, 99 * ONE, 5), 5, 1, 1, to_owner=False, perpetual=False)

    assert gone == Lock(0, 0, 5)
    assert change == Change(99, 99 * ONE, 0)
    assert rolled(Lock(99, 100 * ONE, 5), 5) == Lock(99, 100 * ONE, 5)


def test_growth_is_reported_apart_from_loss() -> None:
    _, change = roll(Lock(10**12, 0, 0), 10, DEFAULT_RATE, DEFAULT_RATE, to_owner=False, perpetual=True)

    assert change.mass_loss == change.conviction_loss == 0
    assert change.conviction_growth > 0


def test_sums_and_reductions_stay_in_range() -> None:
    assert merged(Lock(1, 2, 3), Lock(4, 5, 9)) == Lock(5, 7, 9)
    assert reduced(Lock(1, 2, 3), 9, 9) == Lock(0, 0, 3)
    assert reduced(Lock(10, 20, 3), 4, 5) == Lock(6, 15, 3)


def test_a_forced_reduction_takes_conviction_in_proportion() -> None:
    assert force_reduced(Lock(100, 80 * ONE, 3), 25, 7) == Lock(75, 60 * ONE, 7)
    assert force_reduced(Lock(100, 80 * ONE, 3), 100, 7) == Lock(0, 0, 7)


@given(locks, st.integers(0, 10**7), rates, rates, st.booleans(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_the_change_leads_from_the_old_lock_to_the_new_one(
    lock: Lock, later: int, unlock: int, maturity: int, to_owner: bool, perpetual: bool
) -> None:
    now = lock.last_update + later
    new, change = roll(lock, now, unlock, maturity, to_owner=to_owner, perpetual=perpetual)

    assert new.locked_mass <= lock.locked_mass
    assert new.locked_mass == lock.locked_mass - change.mass_loss
    assert new.conviction == lock.conviction - change.conviction_loss + change.conviction_growth
    assert change.conviction_loss == 0 or change.conviction_growth == 0
    assert new.last_update == now
