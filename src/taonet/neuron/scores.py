"""Score miners: verdicts on answers, a moving average for each hotkey, and the weights that follow.

A uid can pass to another hotkey. The average then starts again at zero, so that
no one inherits a score.
"""

import itertools
import os
import tempfile
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from taonet.neuron.log import Log
from taonet.neuron.market import Verdict

MAX_STATE_BYTES = 16 << 20


class MinerScore(msgspec.Struct, frozen=True):
    """A hotkey's average score and over how many rounds it was taken."""

    hotkey: str
    score: Annotated[float, Meta(ge=0, le=1)] = 0.0
    rounds: Annotated[int, Meta(ge=0)] = 0


Scores = dict[Annotated[int, Meta(ge=0, le=65_535)], MinerScore]


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


def save_scores(path: Path, scores: Scores) -> None:
    """Write the scores for the next start: the file holds the old ones or the new ones, whatever happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(scores))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def load_scores(path: Path, log: Log) -> Scores:
    """Read what `save_scores` wrote; empty if there is no file, or none that can be read.

    A broken file is set aside under another name and the log says so: a validator that starts its averages again is
    better than one that does not start.
    """
    try:
        if path.stat().st_size > MAX_STATE_BYTES:
            return _set_aside(path, "it is too big for a validator's scores", log)
        return msgspec.json.decode(path.read_bytes(), type=Scores)
    except FileNotFoundError:
        return {}
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return _set_aside(path, str(error), log)


def _set_aside(path: Path, reason: str, log: Log) -> Scores:
    aside = next(p for n in itertools.count(1) if not (p := path.with_name(f"{path.name}.broken-{n}")).exists())
    path.rename(aside)
    log("scores broken", file=str(path), reason=reason, kept_as=str(aside), now="all averages start at zero")
    return {}
