"""The weighted median, against its definition and at its edges."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.consensus import consensus_of_columns, weighted_median
from taonet.runtime.pallets.subtensor.epoch.yuma.matrix import column_clip

ONE = I32F32.one
HALF = ONE // 2


def median(stake: list[int], score: list[int], minority: int) -> int:
    return weighted_median(stake, score, range(len(stake)), minority, 0, sum(stake))


def test_the_score_with_half_of_the_stake_at_or_above_it_is_the_median() -> None:
    assert median([30, 30, 40], [1, 2, 3], 50) == 2
    assert median([30, 30, 40], [1, 2, 3], 60) == 3
    assert median([30, 30, 40], [1, 2, 3], 59) == 2
    assert median([30, 30, 40], [1, 2, 3], 29) == 1


def test_nobody_gives_nothing_and_one_voter_decides() -> None:
    assert median([], [], 0) == 0
    assert median([5], [9], 100) == 9
    assert weighted_median([5, 5], [9], [0], 1, 0, 10) == 0


@settings(max_examples=200, deadline=None)
@given(
    votes=st.lists(st.tuples(st.integers(1, 50), st.sampled_from([0, 1, 2, 5, 9])), min_size=1, max_size=12),
    minority=st.integers(-5, 700),
)
def test_the_median_is_the_lowest_score_with_more_than_the_minority_up_to_it(
    votes: list[tuple[int, int]], minority: int
) -> None:
    stake, score = [s for s, _ in votes], [v for _, v in votes]
    reached = [level for level in sorted(set(score)) if sum(s for s, v in votes if v <= level) > minority]

    assert median(stake, score, minority) == (reached[0] if reached else max(score))


def test_a_staked_uid_without_weights_votes_zero_and_one_without_stake_not_at_all() -> None:
    weights = [[(2, ONE)], [], [(2, HALF)], []]

    assert consensus_of_columns([HALF, HALF, 0, 0], weights, 3, HALF + 1) == [0, 0, 0]
    assert consensus_of_columns([HALF + 9, HALF - 9, 0, 0], weights, 3, HALF) == [0, 0, ONE]


def test_clipping_to_zero_removes_an_entry_but_a_zero_entry_stays() -> None:
    assert column_clip([[(0, 5), (1, 5), (2, 5), (3, 0)]], [9, 3, 0, 0]) == [[(0, 5), (1, 3), (3, 0)]]
