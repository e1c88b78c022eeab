"""What an audit finds."""

from typing import Literal

from msgspec import Struct

Kind = Literal["round", "task", "answer", "score", "average", "weights", "chain"]
"""What differs: a round is missing, a task, an answer, a score, an average, weights, or what the chain holds."""


class Difference(Struct, frozen=True):
    """The first place at which a record does not follow from itself, or from the chain."""

    kind: Kind
    round: int
    text: str


class Operator(Struct, frozen=True):
    """Who runs neurons: a coldkey with its uids, the addresses they announce, and how many of them answer."""

    coldkey: str
    uids: list[int]
    addresses: list[str]
    answering: int


class Address(Struct, frozen=True):
    """An address and the uids that announce an endpoint on it."""

    ip: str
    uids: list[int]


class Counts(Struct):
    """How much an audit went through."""

    rounds: int = 0
    exchanges: int = 0
    drawn: int = 0
    """Tasks that were drawn again; of those that the market cannot draw again it is only known what they were."""
    answers: int = 0
    proven: int = 0
    """Answers with a signature of their miner."""
    judged: int = 0
    waiting: int = 0
    """Rounds whose verdicts are not known yet."""
    faults: int = 0
    """Rounds that the validator says its judge failed at."""
    averages: int = 0
    weights: int = 0
    on_chain: int = 0
    """Weights and commits that the chain holds as they are recorded."""
    pruned: int = 0
    """Weights and beacons that the chain's node cannot tell any more."""


class Report(Struct, frozen=True):
    """The outcome of an audit."""

    record: str
    protocol: str
    market: str
    hotkey: str
    netuid: int
    first: int | None
    last: int | None
    counts: Counts
    difference: Difference | None
    announced: int
    """Miners that announced an endpoint at the end."""
    answering: int
    """How many of them answered anything in the audited rounds."""
    operators: list[Operator]
    addresses: list[Address]

    @property
    def holds(self) -> bool:
        """Tell whether no difference was found."""
        return self.difference is None
