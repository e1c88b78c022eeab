"""What a market's cast is made of: its miners with what they really are, and how their true quality is measured.

The validators know nothing of this. A cast is written once a market and run by the demo and its tests: at least four
honest miners of clearly different strength, a copier, a random one, a slow one, and one that goes offline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Generic, Literal

from msgspec import Struct

from taonet.markets.packaged import PackagedFile
from taonet.neuron.market import AnswerT, NoOptions, Protocol, Round, TaskT
from taonet.neuron.settings import ValidatorSettings

Kind = Literal["honest", "copier", "random", "slow", "offline"]
"""What a miner is: honest ones are ranked by quality; a copier hands in others' work, a random one invents it; a slow one
and one that goes offline midway are honest, and paid for less than their quality."""
CHEATS: Final[tuple[Kind, ...]] = ("copier", "random")

PACE: Final = ValidatorSettings(round_seconds=2, memory=0.9, weights_every=100)
"""How the demo's validators ask, unless a cast knows better."""


@dataclass(frozen=True, slots=True)
class Part:
    """A miner: its name (at most 8 letters, its own within the market), its kind, a note for the table, how it is started.

    `options` gets a folder that the market's miners share, empty at the start, and returns the miner's own options.
    `caught` says for people why it is caught, if it is. The demo ends an `offline` one midway; nothing is needed for it.
    """

    name: str
    kind: Kind
    note: str
    options: Callable[[Path], Struct]
    caught: str = ""


@dataclass(frozen=True, slots=True)
class Cast(Generic[TaskT, AnswerT]):
    """A market's miners, and what only its author knows about it.

    `quality` measures the true quality of a miner's answers, from the answers and not from any verdict: it gets the
    rounds in which that miner was asked, with its own answered exchanges alone (at least one in all, in order), and
    returns a finite number, higher for better ones. Only its order counts, so any unit will do.
    """

    name: str
    """The market's, as `--market` takes it."""
    market: str
    """The module of the market, which the validators run."""
    players: str
    """The module of a market with the miners, which take the options of the parts."""
    protocol: Protocol[TaskT, AnswerT]
    miners: tuple[Part, ...]
    """In the order in which they are shown."""
    quality: Callable[[Sequence[Round[TaskT, AnswerT]]], float]
    question: Callable[[TaskT], str]
    """Says in one line what was asked."""
    answer: Callable[[TaskT, AnswerT], str]
    """Says in one line what was answered."""
    fresh: str = "each gets a question of its own, which nobody can know before:"
    """Says why nothing can be looked up; told before the first answers are shown."""
    asking: ValidatorSettings = PACE
    judging: Struct = field(default_factory=NoOptions)
    """The options of the market's validator side."""
    view: tuple[str, ...] = ()
    """The words of a `taonet` command that shows a record, which is put after them; none where there is none."""
    files: tuple[PackagedFile, ...] = ()
    """What is fetched into the cache before the market starts."""
