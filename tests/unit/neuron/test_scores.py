from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.neuron.log import silent_log
from taonet.neuron.market import Verdict
from taonet.neuron.scores import MinerScore, load_scores, save_scores, updated, weights_of
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


def test_scores_survive_a_restart(tmp_path: Path) -> None:
    scores = {1: MinerScore("a", 0.25, 7), 9: MinerScore("b", 1.0, 2)}
    path = tmp_path / "deep" / "state.json"

    assert load_scores(path, silent_log) == {}
    save_scores(path, scores)
    assert load_scores(path, silent_log) == scores
    assert [file.name for file in path.parent.iterdir()] == ["state.json"]


BROKEN = [
    "{",
    "[]",
    '{"1": {"hotkey": "a", "score": null}}',
    '{"1": {"hotkey": "a", "score": 2.0}}',
    '{"1": {"hotkey": "a", "score": -5}}',
    '{"1": {"hotkey": "a", "score": 0.5, "rounds": -1}}',
    '{"1": {"score": 0.5}}',
    '{"70000": {"hotkey": "a"}}',
    '{"x": {"hotkey": "a"}}',
    "\0" * 10,
    "[" * 100_000,
]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_state_file_is_set_aside_with_a_message(tmp_path: Path, text: str) -> None:
    path, events = tmp_path / "s.json", []
    for _ in range(2):
        path.write_text(text)
        assert load_scores(path, lambda event, **facts: events.append((event, facts))) == {}

    assert sorted(file.name for file in tmp_path.iterdir()) == ["s.json.broken-1", "s.json.broken-2"]
    assert (tmp_path / "s.json.broken-1").read_text() == text
    assert [event for event, _ in events] == ["scores broken"] * 2
    assert events[0][1]["kept_as"] == str(tmp_path / "s.json.broken-1")


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "s.json"
    save_scores(path, {1: MinerScore("a", 0.25, 7)})

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_scores(path, {})
    assert load_scores(path, silent_log) == {1: MinerScore("a", 0.25, 7)}
    assert [file.name for file in tmp_path.iterdir()] == ["s.json"]
