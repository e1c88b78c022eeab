from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import U96F32
from taonet.runtime.pallets.subtensor.math.dividends import split_dividends, take_of, withheld_proportion

ONE = U96F32.one
hotkeys = st.integers(0, 9)
stakes = st.dictionaries(hotkeys, st.tuples(st.integers(0, 10**16), st.integers(0, 10**16)))
dividends = st.dictionaries(hotkeys, st.integers(0, U96F32.from_int(10**15)))


def test_both_parts_follow_the_stake_that_earned_them() -> None:
    alpha, root = split_dividends(100, 60, ONE, {1: (30, 10), 2: (10, 10)}, {1: 40 * ONE, 2: 20 * ONE}, {1, 2})

    assert {key: value / ONE for key, value in alpha.items()} == {1: 75.0, 2: 25.0}
    assert {key: value / ONE for key, value in root.items()} == {1: 30.0, 2: 30.0}


def test_a_hotkey_without_a_seat_has_no_root_part_and_no_more_alpha_for_it() -> None:
    alpha, root = split_dividends(100, 60, ONE, {1: (10, 10), 2: (10, 10)}, {1: 40 * ONE, 2: 40 * ONE}, {2})

    assert alpha == {1: 50 * ONE, 2: 50 * ONE}
    assert root == {1: 0, 2: 60 * ONE}


def test_a_hotkey_without_any_stake_earns_as_alpha() -> None:
    alpha, root = split_dividends(100, 60, ONE, {1: (0, 0)}, {1: 5 * ONE}, {1})

    assert (alpha, root) == ({1: 100 * ONE}, {1: 0})


def test_the_old_rule_needs_no_seat() -> None:
    _, root = split_dividends(100, 60, ONE, {1: (10, 10)}, {1: 40 * ONE}, None)

    assert root == {1: 60 * ONE}


def test_a_hotkey_without_a_known_stake_gets_nothing() -> None:
    assert split_dividends(100, 60, ONE, {}, {1: ONE}, {1}) == ({}, {})


def test_a_take_and_its_rest_are_the_amount() -> None:
    taken, rest = take_of(1_000 * ONE, 65_535)
    assert (taken, rest) == (1_000 * ONE, 0)

    taken, rest = take_of(1_000 * ONE, 11_796)
    assert taken + rest == 1_000 * ONE
    assert 179.9 < taken / ONE < 180.0


def test_the_withheld_part_of_nothing_is_nothing() -> None:
    assert withheld_proportion(0, 0) == 0
    assert withheld_proportion(1, 2) == ONE // 2


@given(
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.integers(0, ONE),
    stakes,
    dividends,
    st.one_of(st.none(), st.sets(hotkeys)),
)
@settings(max_examples=100, deadline=None)
def test_no_pool_pays_more_than_it_holds(
    validator_pool: int,
    root_pool: int,
    weight: int,
    held: dict[int, tuple[int, int]],
    earned: dict[int, int],
    seats: set[int] | None,
) -> None:
    alpha, root = split_dividends(validator_pool, root_pool, weight, held, earned, seats)

    assert sum(alpha.values()) <= U96F32.from_int(validator_pool)
    assert sum(root.values()) <= U96F32.from_int(root_pool)
    assert list(alpha) == list(root) == [key for key in earned if key in held]
