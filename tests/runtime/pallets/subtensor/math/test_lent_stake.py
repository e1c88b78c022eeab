from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import I64F64, U96F32
from taonet.runtime.pallets.subtensor.math.dividends import (
    Parent,
    distribute_dividends,
    inherited_stake,
    self_contribution,
    stake_weight,
)

ONE = U96F32.one
HALF = U64_MAX // 2 + 1
proportions = st.integers(0, U64_MAX)
amounts = st.integers(0, 10**16)


def test_stake_without_relatives_is_one_s_own() -> None:
    assert inherited_stake(1_000, [], []) == 1_000


def test_stake_goes_to_children_and_comes_from_parents() -> None:
    assert inherited_stake(1_000, [HALF], []) == 500
    assert inherited_stake(1_000, [], [(HALF, 300)]) == 1_150
    assert inherited_stake(1_000, [U64_MAX], []) == 0


def test_children_cannot_take_more_than_there_is() -> None:
    assert inherited_stake(1_000, [U64_MAX, U64_MAX], []) == 0
    assert self_contribution(1_000, 1_000, [U64_MAX, U64_MAX], ONE) == 0


def test_weights_count_root_stake_by_its_weight() -> None:
    total, alpha, tao = stake_weight(10, 20, ONE // 2)

    assert (total, alpha, tao) == (20 * I64F64.one, 10 * I64F64.one, 20 * I64F64.one)


def test_a_contribution_is_what_children_leave() -> None:
    assert self_contribution(100, 0, [HALF], ONE) == 50
    assert self_contribution(100, 100, [], ONE // 2) == 150


def test_dividends_without_parents_are_one_s_own() -> None:
    result = distribute_dividends(7, 1_000, 5, [], tao_weight=ONE, childkey_take=9_000, childkey_burn=0)

    assert result.payments == [(7, 1_000)]
    assert result.recycled == []


def test_a_parent_of_the_same_owner_pays_neither_take_nor_burn() -> None:
    parent = Parent(1, U64_MAX, 100, 0, takes=False)
    result = distribute_dividends(7, 1_000, 100, [parent], tao_weight=0, childkey_take=65_535, childkey_burn=ONE)

    assert result.payments == [(1, 500), (7, 500)]
    assert result.recycled == []


def test_a_parent_of_another_owner_pays_take_to_the_child_and_burn_to_nobody() -> None:
    parent = Parent(1, U64_MAX, 100, 0, takes=True)
    result = distribute_dividends(7, 1_000, 100, [parent], tao_weight=0, childkey_take=13_107, childkey_burn=ONE // 10)

    assert result.recycled == [(1, 49)]
    assert result.payments == [(1, 350), (7, 599)]


def test_when_nobody_contributes_the_child_keeps_all() -> None:
    parent = Parent(1, U64_MAX, 0, 0, takes=True)
    result = distribute_dividends(7, 1_000, 0, [parent], tao_weight=ONE, childkey_take=0, childkey_burn=0)

    assert result.payments == [(1, 0), (7, 1_000)]


parents = st.lists(st.builds(Parent, st.integers(10, 20), proportions, amounts, amounts, st.booleans()), max_size=5)


@given(
    st.integers(0, 10**15),
    amounts,
    parents,
    st.integers(0, ONE),
    st.integers(0, 11_796),
    st.integers(0, ONE // 2),
)
@settings(max_examples=100, deadline=None)
def test_payments_and_recycled_alpha_never_exceed_the_dividends(
    dividends: int, own: int, lenders: list[Parent[int]], weight: int, take: int, burn: int
) -> None:
    result = distribute_dividends(1, dividends, own, lenders, tao_weight=weight, childkey_take=take, childkey_burn=burn)
    paid = sum(amount for _, amount in result.payments)
    recycled = sum(amount for _, amount in result.recycled)

    assert paid + recycled <= dividends
    # Each parent may lose a rao to rounding on either side, the child one.
    assert paid + recycled >= dividends - 2 * len(lenders) - 1
    assert [hotkey for hotkey, _ in result.payments] == [p.hotkey for p in lenders] + [1]
