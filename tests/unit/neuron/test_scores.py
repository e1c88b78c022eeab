import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.neuron.market import Verdict
from taonet.neuron.scores import Judged, MinerScore, after, updated, weights_of
from taonet.neuron.verdicts import combined


def test_the_average_moves_towards_the_score() -> None:
    before = {3: MinerScore("k", 0.5, 4)}

    after = updated(before, {3: "k"}, {3: Verdict(1.0, "good")}, memory=0.8)

    assert after[3].score == pytest.approx(0.6)
    assert after[3].rounds == 5


def test_a_new_hotkey_on_a_uid_starts_at_zero() -> None:
    before = {3: MinerScore("old", 0.9, 50)}

    after = updated(before, {3: "new"}, {3: Verdict(1.0, "good")}, memory=0.8)

    assert after[3] == MinerScore("new", pytest.approx(0.2), 1)


def test_silence_counts_as_zero() -> None:
    after = updated({3: MinerScore("k", 0.5, 4)}, {3: "k"}, {}, memory=0.8)

    assert after[3].score == pytest.approx(0.4)


def test_a_proven_cheat_loses_the_whole_window() -> None:
    verdict = Verdict(0.0, "copied", cheated=True)

    after = updated({3: MinerScore("k", 0.9, 99)}, {3: "k"}, {3: verdict}, memory=0.99)

    assert after[3].score == 0


def test_several_answers_count_as_their_mean() -> None:
    verdict = combined([Verdict(1.0, "right"), Verdict(0.5, "half")])

    assert verdict == Verdict(0.75, "right; half")


def test_one_fraud_among_several_answers_is_fraud() -> None:
    fraud = Verdict(0.0, "copied", cheated=True)

    assert combined([Verdict(1.0, "right"), fraud]) == fraud


def test_a_uid_that_is_gone_is_forgotten() -> None:
    assert updated({3: MinerScore("k", 0.5, 4)}, {}, {}, memory=0.8) == {}


def test_weights_are_shares_of_the_positive_averages() -> None:
    scores = {1: MinerScore("a", 0.3), 2: MinerScore("b", 0.1), 3: MinerScore("c", 0.0)}

    assert weights_of(scores) == pytest.approx({1: 0.75, 2: 0.25})
    assert weights_of({3: MinerScore("c", 0.0)}) == {}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=30), st.floats(0, 0.999))
def test_an_average_of_scores_stays_between_zero_and_one(values: list[float], memory: float) -> None:
    scores: dict[int, MinerScore] = {}
    for value in values:
        scores = updated(scores, {1: "k"}, {1: Verdict(value, "")}, memory=memory)

    assert all(0 <= s.score <= 1 for s in scores.values())


def test_who_was_not_judged_keeps_its_average() -> None:
    before = {3: MinerScore("k", 0.5, 4)}

    assert updated(before, {3: "k"}, {}, memory=0.8, unjudged={3}) == before


def test_who_came_after_a_round_was_asked_is_not_judged_by_it() -> None:
    before = {1: MinerScore("a", 0.5, 4), 2: MinerScore("new", 0.0, 0)}
    judged = Judged({1: "a", 2: "old"}, frozenset({1, 2}), {1: Verdict(1.0, ""), 2: Verdict(1.0, "")})

    scores = after(before, {1: "a", 2: "new", 3: "newer"}, [judged], memory=0.5)

    assert scores == {1: MinerScore("a", 0.75, 5), 2: MinerScore("new"), 3: MinerScore("newer")}


def test_a_round_without_anything_judged_leaves_all_averages() -> None:
    before = {1: MinerScore("a", 0.5, 4)}

    assert after(before, {1: "a", 2: "b"}, [], memory=0.5) == {1: MinerScore("a", 0.5, 4), 2: MinerScore("b")}


def test_several_rounds_that_are_judged_at_once_count_one_after_the_other() -> None:
    judged = [Judged({1: "a"}, frozenset({1}), {1: Verdict(score, "")}) for score in (1.0, 0.0)]

    assert after({}, {1: "a"}, judged, memory=0.5)[1] == MinerScore("a", 0.25, 2)
