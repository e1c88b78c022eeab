from __future__ import annotations

from fractions import Fraction
from typing import final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.safe_float import SafeFloat
from taonet.runtime.pallets.subtensor.math.share_pool import (
    credit_member,
    has_members,
    update_for_all,
    update_for_one,
    update_for_one_at_425,
    value_of,
    value_of_share,
    would_change,
)


@final
class Pool:
    """A pool that retires its shares with each generation, as storage does."""

    def __init__(self) -> None:
        self.value = 0
        self.total = SafeFloat.zero()
        self.generation = 0
        self.rows: dict[str, tuple[int, SafeFloat]] = {}

    def shared_value(self) -> int:
        return self.value

    def set_shared_value(self, value: int) -> None:
        self.value = value

    def denominator(self) -> SafeFloat:
        return self.total

    def set_denominator(self, denominator: SafeFloat) -> None:
        self.generation += self.total.is_zero() != denominator.is_zero()
        self.total = denominator

    def share(self, key: str) -> SafeFloat:
        generation, share = self.rows.get(key, (0, SafeFloat.zero()))
        return share if generation == self.generation else SafeFloat.zero()

    def set_share(self, key: str, share: SafeFloat) -> None:
        if share.is_zero():
            self.rows.pop(key, None)
        else:
            self.rows[key] = (self.generation, share)

    def sum_of_shares(self) -> Fraction:
        return sum((exact(self.share(key)) for key in self.rows), Fraction(0))


def exact(value: SafeFloat) -> Fraction:
    return Fraction(value.mantissa) * Fraction(10) ** value.exponent


def opened(**stakes: int) -> Pool:
    pool = Pool()
    for key, amount in stakes.items():
        update_for_one(pool, key, amount)
    return pool


def test_the_first_member_owns_everything() -> None:
    pool = opened(ann=1_000)

    assert value_of(pool, "ann") == pool.value == 1_000
    assert value_of(pool, "bob") == 0


def test_a_dividend_is_shared_in_proportion() -> None:
    pool = opened(ann=1_000, bob=3_000)
    update_for_all(pool, 400)

    assert (value_of(pool, "ann"), value_of(pool, "bob")) == (1_100, 3_300)


def test_a_pool_value_stays_within_64_bits() -> None:
    pool = opened(ann=5)
    update_for_all(pool, U64_MAX)
    assert pool.value == U64_MAX

    update_for_all(pool, -U64_MAX - 7)
    assert pool.value == 0


def test_a_pool_closes_with_the_last_withdrawal() -> None:
    pool = opened(ann=1_000)
    assert has_members(pool)

    update_for_one(pool, "ann", -1_000)

    assert not has_members(pool)
    assert pool.rows == {}
    assert pool.value == 0


def test_shares_of_a_closed_pool_never_claim_a_later_deposit() -> None:
    pool = opened(ann=1_000, bob=1_000)
    update_for_all(pool, -2_000)
    update_for_one(pool, "carol", 50)

    assert value_of(pool, "carol") == 50
    assert value_of(pool, "ann") == value_of(pool, "bob") == 0


def test_a_withdrawal_from_an_empty_pool_makes_no_shares() -> None:
    pool = Pool()
    update_for_one(pool, "ann", -5)

    assert not has_members(pool)
    assert pool.value == 0


def test_a_full_exit_leaves_no_dust() -> None:
    pool = opened(ann=3, bob=7)
    update_for_all(pool, 1_000)
    quoted = value_of(pool, "ann")
    update_for_one(pool, "ann", -quoted)

    assert "ann" not in pool.rows
    assert pool.share("bob") == pool.total


def test_a_full_exit_can_leave_a_rao_and_the_last_digit_of_the_denominator_to_nobody() -> None:
    pool = opened(ann=35_685)
    pool.total = SafeFloat(151716917457070528007, -16)
    pool.set_share("ann", SafeFloat(151716917457070528006, -16))
    update_for_one(pool, "ann", -value_of(pool, "ann"))

    assert pool.value == 1
    assert pool.share("ann").is_zero()
    assert pool.total == SafeFloat(10**21, -37)


def test_a_dividend_to_an_empty_pool_belongs_to_the_next_depositor() -> None:
    pool = Pool()
    update_for_all(pool, 900)
    update_for_one(pool, "ann", 100)

    assert value_of(pool, "ann") == 1_000


def test_an_amount_too_small_for_a_share_would_change_nothing() -> None:
    pool = opened(ann=1)
    assert would_change(pool, 1)
    assert not would_change(pool, 0)
    assert would_change(Pool(), 1)


def test_a_sole_member_is_credited_without_new_shares() -> None:
    pool = opened(ann=1_000)
    share = pool.share("ann")
    credit_member(pool, "ann", 123)

    assert pool.share("ann") == share
    assert value_of(pool, "ann") == 1_123


def test_credit_to_one_of_two_members_is_an_ordinary_deposit() -> None:
    credited, deposited = opened(ann=1_000, bob=500), opened(ann=1_000, bob=500)
    credit_member(credited, "ann", 77)
    update_for_one(deposited, "ann", 77)
    credit_member(credited, "ann", 0)

    assert credited.rows == deposited.rows
    assert credited.value == deposited.value == 1_577


def test_credit_beyond_64_bits_falls_back_to_a_clamped_deposit() -> None:
    pool = opened(ann=10)
    pool.value = U64_MAX
    credit_member(pool, "ann", 1)

    assert pool.value == U64_MAX


def test_a_share_above_the_denominator_is_worth_no_more_than_the_pool() -> None:
    pool = opened(ann=100)

    assert value_of_share(pool, SafeFloat.from_u64(250)) == 100


def test_the_old_rule_leaves_dust_and_never_closes() -> None:
    pool = Pool()
    update_for_one_at_425(pool, "ann", 3)
    update_for_one_at_425(pool, "bob", 7)
    update_for_all(pool, 1_001)
    update_for_one_at_425(pool, "ann", -value_of(pool, "ann"))

    assert not pool.share("ann").is_zero()
    assert value_of(pool, "ann") == 0


steps = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "carol"]),
        st.sampled_from(["add", "take", "leave", "all"]),
        st.integers(1, 10**16),
    ),
    max_size=25,
)


@given(steps)
@settings(max_examples=120, deadline=None)
def test_members_never_own_more_than_the_pool(sequence: list[tuple[str, str, int]]) -> None:
    pool, last_digit = Pool(), Fraction(0)
    for key, action, amount in sequence:
        held = value_of(pool, key)
        match action:
            case "add":
                update_for_one(pool, key, amount)
            case "take" if held:
                update_for_one(pool, key, -(amount % held + 1))
            case "leave":
                update_for_one(pool, key, -held)
                assert value_of(pool, key) == 0
            case _:
                update_for_all(pool, amount if has_members(pool) else 0)

        assert sum(value_of(pool, name) for name in ("ann", "bob", "carol")) <= pool.value
        # What no member holds is truncation: a few last digits of the largest denominator so far.
        last_digit = max(last_digit, Fraction(10) ** pool.total.exponent)
        assert 0 <= exact(pool.total) - pool.sum_of_shares() <= 4 * len(sequence) * last_digit
        assert has_members(pool) == (pool.value > 0)


@pytest.mark.parametrize("amount", [1, 10**9, 21 * 10**15])
def test_a_deposit_is_worth_what_was_paid_to_the_rao(amount: int) -> None:
    pool = opened(ann=10**9)
    update_for_all(pool, 12_345)
    update_for_one(pool, "bob", amount)

    assert amount - 1 <= value_of(pool, "bob") <= amount
