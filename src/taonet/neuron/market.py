"""A market: what is traded on a subnet, how a miner answers, how a validator asks and judges.

    market = Market(Protocol("sum/1", Sum, Total), miner=ready(add), validator=ready(Exam(draw, judge)))

`ready` takes functions that need nothing loaded. A side that has options, or
something to load first and to close at the end, is a `Role`: a `msgspec.Struct`
of options, which become flags on the command line, and an async context manager
that gets them and yields the functions.

Messages are msgspec structs, JSON on the wire. A message is refused before it is
parsed if it is too long, and refused whole if a field is missing, unknown or of
another type. What a market's own functions return is checked as well: a fault of
theirs costs one answer or one round, and is named in the log.
"""

import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct
from prometheus_client import CollectorRegistry

from taonet.neuron.log import Log, silent_log
from taonet.neuron.wire.synapse import Synapse, check_names

DEFAULT_TASK_BYTES: Final = 64 * 1024
DEFAULT_ANSWER_BYTES: Final = 256 * 1024
DEFAULT_PART_BYTES: Final = 16 * 1024
DEFAULT_STREAM_BYTES: Final = 1024 * 1024
_NAME: Final = re.compile(r"[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)*")

TaskT = TypeVar("TaskT", bound=Struct)
AnswerT = TypeVar("AnswerT", bound=Struct)
OptionsT = TypeVar("OptionsT", bound=Struct)
PartT = TypeVar("PartT")
PartT_co = TypeVar("PartT_co", covariant=True)

Answer = Callable[[TaskT, str], Awaitable[AnswerT]]
"""How a miner answers: a task and the caller's hotkey in, an answer out."""


@dataclass(frozen=True)
class Streaming(Generic[TaskT]):
    """How a miner answers in parts: `answer(task, hotkey)` yields parts, of `protocol.part`, and last the answer.

    A caller who wants no parts gets the answer alone. When a caller leaves, the generator is closed where it stands.
    """

    answer: Callable[[TaskT, str], AsyncGenerator[Struct]]


class NeuronFailure(Exception):
    """A neuron cannot start or go on, for want of a key, a node, a model; the message says what to do."""


class CannotAnswer(Exception):
    """Raised by a miner's function that has no answer now: the caller gets the reason, with status 503."""


class BadTask(Exception):
    """Raised by a miner's function for a task that no miner could do: the caller gets the reason, with status 422."""


@dataclass(frozen=True)
class Protocol(Generic[TaskT, AnswerT]):
    """A pair of message types under a name, e.g. `text/1`, and the type of an answer's parts if miners may stream."""

    name: str
    task: type[TaskT]
    answer: type[AnswerT]
    max_task_bytes: int = DEFAULT_TASK_BYTES
    max_answer_bytes: int = DEFAULT_ANSWER_BYTES
    part: type[Struct] | None = None
    max_part_bytes: int = DEFAULT_PART_BYTES
    max_stream_bytes: int = DEFAULT_STREAM_BYTES
    """Of all parts of an answer together, as they are sent."""
    synapse: Synapse | None = None
    """How validators and miners of SDK 9 and 10 know this protocol, if they do."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"{self.name!r} is no name of a protocol: words of a-z, 0-9, . _ - with / between, e.g. text/1"
            )
        for kind in (self.task, self.answer, *(() if self.part is None else (self.part,))):
            if not (isinstance(kind, type) and issubclass(kind, Struct)):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"messages are msgspec structs, and {kind!r} is none")
            _ensure_readable(kind, "message")
        if self.part is not None and issubclass(self.part, self.answer):
            raise TypeError(f"a part that is a {self.answer.__name__} cannot be told from the answer")
        if self.synapse is not None:
            check_names(self.synapse, self.task, self.answer)
        if min(self.max_task_bytes, self.max_answer_bytes, self.max_part_bytes, self.max_stream_bytes) < 1:
            raise ValueError("the limits of a message are at least one byte")

    @property
    def path(self) -> str:
        """Return the HTTP path that takes this protocol's tasks."""
        return f"/taonet/{self.name}"


@dataclass(frozen=True)
class Miner:
    """A neuron that serves: its uid, its hotkey, and its `ip:port`."""

    uid: int
    hotkey: str
    endpoint: str


@dataclass(frozen=True)
class Proof:
    """What proves to others that an answer is its miner's: the signed bytes, their signature, the request's number."""

    nonce: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply(Generic[AnswerT]):
    """An authentic answer, how long it took in seconds, and the proof of it, if its protocol has one."""

    answer: AnswerT
    seconds: float
    proof: Proof | None = None


@dataclass(frozen=True)
class Exchange(Generic[TaskT, AnswerT]):
    """One task given to one miner, and its reply or why there is none."""

    number: int
    miner: Miner
    task: TaskT
    reply: Reply[AnswerT] | None
    failure: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a validator thinks of one answer.

    `score` is 0 to 1. `cheated` means proof of fraud and not mere failure: it
    wipes the miner's average, so a cheat costs the whole window.
    """

    score: float
    reason: str
    cheated: bool = False


@dataclass(frozen=True)
class Round(Generic[TaskT, AnswerT]):
    """All exchanges of a round, and what judging them may depend on besides.

    `block` is the chain's height when the round began. `beacon` is the hash of the first block that came after the last
    answer was in: chance that nobody knew while the miners answered, and that everybody can look up afterwards.
    `evidence` is what the market's `observe` returned, for verdicts that come later.
    """

    number: int
    secret: bytes
    exchanges: Sequence[Exchange[TaskT, AnswerT]]
    block: int = 0
    beacon: bytes = bytes(32)
    evidence: bytes = b""


@dataclass(frozen=True)
class Exam(Generic[TaskT, AnswerT]):
    """How a validator asks and judges.

    `draw(number, miner, secret)` makes a task. A number is used once with a
    miner, and miners do not know the secret: a task that follows from the three
    is fresh, and can be drawn again when its answer is judged. `judge` returns a
    verdict for each exchange of a round, in order, and depends on the round and on
    the market's own files alone, so that others come to the same verdicts.

    Where the verdict depends on what happens after the answers, `observe` looks it up: it returns what is needed as
    bytes, which are recorded and given to `judge` as the round's `evidence`, or None while it is too early. It is asked
    again after each later round, for the oldest round that waits.

    `repeatable` tells whether a task follows from number, miner and secret alone. One that is made of what is known just
    now, the latest prices for instance, cannot be drawn again, and an audit can only count it.
    """

    draw: Callable[[int, Miner, bytes], TaskT]
    judge: Callable[[Round[TaskT, AnswerT]], Awaitable[Sequence[Verdict]]]
    observe: Callable[[Round[TaskT, AnswerT]], Awaitable[bytes | None]] | None = None
    repeatable: bool = True

    def __post_init__(self) -> None:
        for name, function in (("draw", self.draw), ("judge", self.judge), ("observe", self.observe)):
            if not callable(function) and (name, function) != ("observe", None):
                raise TypeError(f"{name} is a {type(function).__name__}, not a function")
        if iscoroutinefunction(self.draw):
            raise TypeError("draw is async, but it has nothing to wait for: the same three always give the same task")


@dataclass(frozen=True)
class Context(Generic[OptionsT]):
    """The context in which a side of a market starts: its options, the neuron's own hotkey, a log, its metrics.

    Metrics of `prometheus_client` that are made with `registry=context.metrics` are served with the neuron's own.
    `auditing` tells a validator's side that a record is judged again: it will be asked for verdicts, and for tasks if they
    are repeatable, and needs nothing from outside.
    """

    options: OptionsT
    hotkey: str = ""
    log: Log = silent_log
    metrics: CollectorRegistry = field(default_factory=CollectorRegistry)
    auditing: bool = False


@dataclass(frozen=True)
class Role(Generic[OptionsT, PartT_co]):
    """One side of a market: how it is started, and the type of its options."""

    start: Callable[[Context[OptionsT]], AbstractAsyncContextManager[PartT_co]]
    options: type[OptionsT]

    def __post_init__(self) -> None:
        if not callable(self.start) or iscoroutinefunction(self.start) or isasyncgenfunction(self.start):
            raise TypeError(
                f"{self.start!r} starts no side of a market: decorate its function with @asynccontextmanager"
            )
        if not (isinstance(self.options, type) and issubclass(self.options, Struct)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"options are a msgspec struct, and {self.options!r} is none")
        _ensure_readable(self.options, "options")


class NoOptions(Struct, frozen=True):
    """The options of a side that has none."""


def ready(part: PartT) -> Role[NoOptions, PartT]:
    """Return the role of functions that need no options and nothing loaded."""

    @asynccontextmanager
    async def start(context: Context[NoOptions]) -> AsyncGenerator[PartT]:
        del context
        yield part

    return Role(start, NoOptions)


def _ensure_readable(kind: type[Struct], what: str) -> None:
    """Raise `TypeError`, saying which, for a struct with a field that msgspec cannot read."""
    try:
        msgspec.json.Decoder(kind)
    except (TypeError, NameError) as error:
        raise TypeError(f"{kind.__name__} can be no {what}: {error}") from error


@dataclass(frozen=True)
class Market(Generic[TaskT, AnswerT]):
    """A protocol and its two sides; the value that `taonet miner run` and `taonet validator run` look for."""

    protocol: Protocol[TaskT, AnswerT]
    miner: Role[Any, Answer[TaskT, AnswerT] | Streaming[TaskT]]
    validator: Role[Any, Exam[TaskT, AnswerT]]

    def __post_init__(self) -> None:
        if not isinstance(self.protocol, Protocol):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"protocol is a {type(self.protocol).__name__}, not a Protocol")
        for name, side in (("miner", self.miner), ("validator", self.validator)):
            if not isinstance(side, Role):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(f"{name} is a {type(side).__name__}, not a Role: make one of it with ready(…)")
