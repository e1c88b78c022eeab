"""Score miners: verdicts on answers, a moving average for each hotkey, and the weights that follow.

A uid can pass to another hotkey. The average then starts again at zero, so that
no one inherits a score.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from taonet.neuron.market import BadMessage, Verdict

MAX_STATE_BYTES = 16 << 20


def combined(verdicts: Sequence[Verdict]) -> Verdict:
    """Return one verdict for several answers of a miner: the mean; one fraud is fraud for all."""
    frauds = [verdict for verdict in verdicts if verdict.cheated]
    if frauds:
        return frauds[0]
    if len(verdicts) == 1:
        return verdicts[0]
    mean = sum(verdict.score for verdict in verdicts) / len(verdicts)
    return Verdict(mean, "; ".join(verdict.reason for verdict in verdicts))


class MinerScore(msgspec.Struct, frozen=True):
    """A hotkey's average score and over how many rounds it was taken."""

    hotkey: str
    score: float = 0.0
    rounds: int = 0


Scores = dict[int, MinerScore]


def updated(
    scores: Mapping[int, MinerScore],
    hotkeys: Mapping[int, str],
    verdicts: Mapping[int, Verdict],
    *,
    memory: float,
) -> Scores:
    """Return the scores after a round.

    `hotkeys` are those of the metagraph by uid; a miner without a verdict counts
    as zero. `memory` is the share of the old average that stays (0 to 1). A new
    hotkey starts at zero.
    """
    result: Scores = {}
    for uid, hotkey in hotkeys.items():
        old = scores.get(uid)
        if old is None or old.hotkey != hotkey:
            old = MinerScore(hotkey)
        verdict = verdicts.get(uid)
        score = verdict.score if verdict else 0.0
        before = 0.0 if verdict and verdict.cheated else old.score
        result[uid] = MinerScore(hotkey, memory * before + (1 - memory) * score, old.rounds + 1)
    return result


def weights_of(scores: Mapping[int, MinerScore]) -> dict[int, float]:
    """Return the weights to set: averages above zero, adding up to one."""
    total = sum(miner.score for miner in scores.values())
    if total <= 0:
        return {}
    return {uid: miner.score / total for uid, miner in scores.items() if miner.score > 0}


def save_scores(path: Path, scores: Scores) -> None:
    """Write the scores for the next start; atomic."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(scores))
    Path(name).replace(path)


def load_scores(path: Path) -> Scores:
    """Read what `save_scores` wrote; empty if there is no file."""
    try:
        if path.stat().st_size > MAX_STATE_BYTES:
            raise BadMessage(f"{path} is too big for a validator's scores")
        return msgspec.json.decode(path.read_bytes(), type=Scores)
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise BadMessage(f"{path} does not hold a validator's scores: {error}") from error
