"""Score miners: verdicts on answers, a moving average for each hotkey, and the weights that follow.

A uid can pass to another hotkey. The average then starts again at zero, so that
no one inherits a score.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from taonet.neuron.market import Verdict


class MinerScore(Struct, frozen=True):
    """A hotkey's average score and over how many rounds it was taken."""

    hotkey: str
    score: float = 0.0
    rounds: int = 0


Scores = dict[int, MinerScore]


@dataclass(frozen=True)
class Judged:
    """What a judged round says of its miners: who was there, who was asked, and the verdicts, by uid."""

    hotkeys: Mapping[int, str]
    asked: frozenset[int]
    verdicts: Mapping[int, Verdict]


def after(
    scores: Mapping[int, MinerScore], hotkeys: Mapping[int, str], judged: Sequence[Judged], *, memory: float
) -> Scores:
    """Return the scores at the end of a round in which some rounds were judged: as a rule itself, or earlier ones.

    `hotkeys` are those of the metagraph now. Who was not there yet when a round was asked, or was asked and got no
    verdict, keeps its average.
    """
    if not judged:
        return updated(scores, hotkeys, {}, memory=memory, unjudged=hotkeys)
    result: Scores = dict(scores)
    for one in judged:
        there = {uid for uid, hotkey in hotkeys.items() if one.hotkeys.get(uid) == hotkey}
        verdicts = {uid: verdict for uid, verdict in one.verdicts.items() if uid in there}
        unjudged = (hotkeys.keys() - there) | (one.asked - verdicts.keys())
        result = updated(result, hotkeys, verdicts, memory=memory, unjudged=unjudged)
    return result


def updated(
    scores: Mapping[int, MinerScore],
    hotkeys: Mapping[int, str],
    verdicts: Mapping[int, Verdict],
    *,
    memory: float,
    unjudged: Container[int] = (),
) -> Scores:
    """Return the scores after a round.

    `hotkeys` are those of the metagraph by uid; a miner without a verdict counts
    as zero, unless it is among the `unjudged`, who keep what they had. `memory` is
    the share of the old average that stays (0 to 1). A new hotkey starts at zero.
    """
    result: Scores = {}
    for uid, hotkey in hotkeys.items():
        old = scores.get(uid)
        if old is None or old.hotkey != hotkey:
            old = MinerScore(hotkey)
        if uid in unjudged:
            result[uid] = old
            continue
        verdict = verdicts.get(uid)
        score = verdict.score if verdict else 0.0
        before = 0.0 if verdict and verdict.cheated else old.score
        average = min(1.0, memory * before + (1 - memory) * score)  # the two shares may add up to a hair more than one
        result[uid] = MinerScore(hotkey, average, old.rounds + 1)
    return result


def weights_of(scores: Mapping[int, MinerScore]) -> dict[int, float]:
    """Return the weights to set: averages above zero, adding up to one."""
    total = sum(miner.score for miner in scores.values())
    if total <= 0:
        return {}
    return {uid: miner.score / total for uid, miner in scores.items() if miner.score > 0}
