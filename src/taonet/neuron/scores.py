"""What a validator remembers of each miner: a moving average bound to its hotkey.

A uid is a seat; the hotkey sits in it. When the seat changes hands the average
starts again at zero, so nobody inherits a reputation.
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from taonet.neuron.protocol import BadMessage

MAX_STATE_BYTES = 16 << 20


@dataclass(frozen=True)
class Verdict:
    """What a validator thinks of one answer.

    `score` is 0 to 1. `cheated` means proof of fraud and not mere failure: it
    wipes the miner's average, so a cheat costs the whole window.
    """

    score: float
    reason: str
    cheated: bool = False


def combined(verdicts: Sequence[Verdict]) -> Verdict:
    """Return one verdict for several answers of a miner: the mean; one fraud is fraud for all."""
    frauds = [verdict for verdict in verdicts if verdict.cheated]
    if frauds:
        return frauds[0]
    if len(verdicts) == 1:
        return verdicts[0]
    mean = sum(verdict.score for verdict in verdicts) / len(verdicts)
    return Verdict(mean, "; ".join(verdict.reason for verdict in verdicts))


class Standing(msgspec.Struct, frozen=True):
    """A hotkey's average score and over how many rounds it was taken."""

    hotkey: str
    score: float = 0.0
    rounds: int = 0


Standings = dict[int, Standing]


def updated(
    standings: Mapping[int, Standing],
    seats: Mapping[int, str],
    verdicts: Mapping[int, Verdict],
    *,
    memory: float,
) -> Standings:
    """Return the standings after a round.

    `seats` are the uids of the metagraph with their hotkeys; a miner without a
    verdict counts as zero. `memory` is the share of the old average that stays
    (0 to 1). A new hotkey starts at zero.
    """
    result: Standings = {}
    for uid, hotkey in seats.items():
        old = standings.get(uid)
        if old is None or old.hotkey != hotkey:
            old = Standing(hotkey)
        verdict = verdicts.get(uid)
        score = verdict.score if verdict else 0.0
        before = 0.0 if verdict and verdict.cheated else old.score
        result[uid] = Standing(hotkey, memory * before + (1 - memory) * score, old.rounds + 1)
    return result


def weights_of(standings: Mapping[int, Standing]) -> dict[int, float]:
    """Return the weights to set: averages above zero, adding up to one."""
    total = sum(standing.score for standing in standings.values())
    if total <= 0:
        return {}
    return {uid: s.score / total for uid, s in standings.items() if s.score > 0}


def save_standings(path: Path, standings: Standings) -> None:
    """Write the standings so that a restart continues them; atomic."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(standings))
    Path(name).replace(path)


def load_standings(path: Path) -> Standings:
    """Read what `save_standings` wrote; nothing if there is no file."""
    try:
        if path.stat().st_size > MAX_STATE_BYTES:
            raise BadMessage(f"{path} is too big to be a validator's memory")
        return msgspec.json.decode(path.read_bytes(), type=Standings)
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise BadMessage(f"{path} is not a validator's memory: {error}") from error
