"""What a record holds, row by row, as values."""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

Way = Literal["plain", "commit", "timelocked"]
"""How weights went to the chain: openly, by a hash that is revealed later, or sealed until a round of drand."""
End = Literal["sending", "set", "committed", "revealed", "expired", "later", "failed", "none"]
"""What became of weights; `sending` is written before a commit is sent, so that its salt outlives the process."""


class Run(Struct, frozen=True):
    """A start of the validator: the market with its options, who validates, and on which chain."""

    id: int
    began: float
    version: str
    protocol: str
    market: str
    options: Mapping[str, Any]
    hotkey: str
    netuid: int
    genesis: bytes
    memory: float


class RecordedRound(Struct, frozen=True):
    """A round: the run it belongs to, when it was, and everything that judging it depends on besides its exchanges.

    `judged_in` is the number of the round at whose end its verdicts went into the averages: its own, a later one where
    the market judges later, or None while it waits. `fault` says why it has no verdicts. `bytes` are those of its messages.
    """

    number: int
    run: int
    block: int
    began: float
    seconds: float
    secret: bytes
    beacon: bytes
    beacon_block: int
    evidence: bytes = b""
    judged_in: int | None = None
    fault: str = ""
    bytes: int = 0


class Keep(Struct, frozen=True):
    """How much a record keeps: so many rounds, and not more bytes of messages if two rounds fit into them."""

    rounds: int
    bytes: int = 1 << 40


class RecordedExchange(Struct, frozen=True):
    """A task, what came back, the proof that it came from the asked hotkey, and the verdict.

    `answer` are the bytes that the miner signed. `nonce` and `headers` are the request's number and the reply's
    signature. An exchange that is not judged has no score.
    """

    round: int
    place: int
    number: int
    uid: int
    hotkey: str
    endpoint: str
    task: bytes
    answer: bytes | None = None
    seconds: float | None = None
    failure: str = ""
    nonce: str | None = None
    headers: Mapping[str, str] | None = None
    score: float | None = None
    reason: str | None = None
    cheated: bool | None = None


class Standing(Struct, frozen=True):
    """A neuron at the end of a round: its endpoint on the chain, whether it was asked, and its average."""

    round: int
    uid: int
    hotkey: str
    coldkey: str
    endpoint: str | None
    asked: bool
    average: float
    rounds: int


class RecordedWeights(Struct, frozen=True):
    """Weights that were due, and what became of them.

    `weights` are the shares by uid. `included` is the block that took them in. The rest belongs to a commit: the numbers that
    the chain hashes, the largest share that the subnet allowed (in 65,535ths), and the hash.
    """

    id: int
    round: int
    block: int
    time: float
    way: Way
    end: End
    reason: str
    weights: list[tuple[int, float]]
    included: int | None = None
    uids: list[int] | None = None
    values: list[int] | None = None
    salt: list[int] | None = None
    version_key: int | None = None
    most: int | None = None
    hash: bytes | None = None
