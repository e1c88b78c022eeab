"""Getting an answer out of a market's function: within its time, while its caller waits, and of the agreed types.

The function is the market's: whatever it raises or returns costs one answer, not the server.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, aclosing
from typing import Any, Final, cast

from msgspec import Struct

from taonet.neuron.log import Log
from taonet.neuron.market import Answer, AnswerT, BadTask, CannotAnswer, Protocol, Streaming, TaskT
from taonet.neuron.messages import Unsendable, encode, plain
from taonet.neuron.waiting import NobodyWaits, TookTooLong, while_wanted

GONE: Final = 499
"""The status, as nginx has it, of a request whose caller went away; nobody receives it, logs and metrics show it."""

Parts = Callable[[TaskT, str], AsyncGenerator[Struct]]
Say = Callable[[bytes], Awaitable[None]]
"""Hands on the JSON of a part."""


class Refused(Exception):
    """A request gets no answer; carries the HTTP status, the reason, and a word for it in the metrics.

    The caller's faults are 4xx, this miner's are 5xx. `retry_after` is in how many seconds the same may be asked again.
    """

    def __init__(self, status: int, word: str, reason: str, retry_after: int | None = None) -> None:
        super().__init__(plain(reason))
        self.status = status
        self.word = word
        self.retry_after = retry_after


def in_parts(answer: Answer[TaskT, AnswerT] | Streaming[TaskT]) -> Parts[TaskT]:
    """Return a miner's function as one that yields parts, if there are any, and last the answer."""
    if isinstance(answer, Streaming):
        return cast("Streaming[TaskT]", answer).answer

    async def whole(task: TaskT, caller: str) -> AsyncGenerator[Struct]:
        yield await answer(task, caller)

    return whole


def whole(answer: Answer[TaskT, AnswerT] | Streaming[TaskT]) -> Answer[TaskT, AnswerT]:
    """Return a miner's function as one that gives the answer alone."""
    if not isinstance(answer, Streaming):
        return answer

    async def last(task: TaskT, caller: str) -> AnswerT:
        made: Struct | None = None
        async with aclosing(cast("Streaming[TaskT]", answer).answer(task, caller)) as parts:
            async for one in parts:
                made = one
        if made is None:
            raise CannotAnswer("there are no parts and no answer")
        return cast("AnswerT", made)

    return last


async def answered(
    protocol: Protocol[TaskT, AnswerT],
    parts: Parts[TaskT],
    task: TaskT,
    caller: str,
    *,
    place: AbstractAsyncContextManager[None],
    say: Say | None,
    gone: Callable[[], Any],
    seconds: float,
    log: Log,
) -> bytes:
    """Return the market's answer as it is sent, made when there is a place, and `say` its parts before.

    Raises `Refused` if there is none.
    """

    async def work() -> bytes:
        async with place:
            return await _work(protocol, parts, task, caller, say)

    try:
        return await while_wanted(work(), gone(), seconds)
    except Refused as refusal:
        if refusal.status == 500:
            log("answer failed", error=str(refusal))
        raise
    except NobodyWaits as error:
        raise Refused(GONE, "gone", "the caller hung up") from error
    except TookTooLong as error:
        raise Refused(504, "timeout", f"the answer took longer than {seconds:g} s") from error
    except BadTask as error:
        raise Refused(422, "task", str(error)) from error
    except CannotAnswer as error:
        raise Refused(503, "declined", str(error)) from error
    except Exception as error:
        log("answer failed", error=f"{type(error).__name__}: {error}")
        raise Refused(500, "failed", "the miner failed") from error


async def _work(
    protocol: Protocol[TaskT, AnswerT], parts: Parts[TaskT], task: TaskT, caller: str, say: Say | None
) -> bytes:
    """Run the market's function until its answer."""
    async with aclosing(parts(task, caller)) as made:
        async for one in made:
            if protocol.part is None or not isinstance(one, protocol.part):
                return _sendable(protocol.name, protocol.answer, one, protocol.max_answer_bytes)
            if say is not None:
                await say(_sendable(protocol.name, protocol.part, one, protocol.max_part_bytes))
    raise Refused(500, "answer", "the miner's parts end without an answer")


def _sendable(name: str, kind: type[Struct], made: object, limit: int) -> bytes:
    try:
        return encode(kind, made, limit)
    except Unsendable as error:
        raise Refused(500, "answer", f"the miner's answer is not one of {name}: {error}") from error
