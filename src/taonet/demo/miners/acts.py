"""What a miner of any market can do beside honest work: be late, leave its answers where others read them, copy those."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from taonet.neuron.market import Answer, AnswerT, CannotAnswer, TaskT
from taonet.neuron.messages import BadMessage, decode


def slow(
    inner: Answer[TaskT, AnswerT], seconds: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> Answer[TaskT, AnswerT]:
    """Answer like `inner`, later."""

    async def answer(task: TaskT, caller: str) -> AnswerT:
        await sleep(seconds)
        return await inner(task, caller)

    return answer


def sharing(inner: Answer[TaskT, AnswerT], folder: Path, name: str) -> Answer[TaskT, AnswerT]:
    """Answer like `inner` and leave each answer in a folder that others can read."""

    async def answer(task: TaskT, caller: str) -> AnswerT:
        made = await inner(task, caller)
        _leave(folder / f"{name}.json", made)
        return made

    return answer


def _leave(path: Path, made: msgspec.Struct) -> None:
    """Write an answer atomically: a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(made))
    Path(draft).replace(path)


def copied(kind: type[AnswerT], folder: Path, name: str, most_bytes: int) -> AnswerT:
    """Return the newest answer that another miner left in the folder; raise `CannotAnswer` if there is none."""
    found = [path for path in folder.glob("*.json") if path.stem != name]
    if not found:
        raise CannotAnswer("nothing to copy yet")
    newest = max(found, key=lambda path: path.stat().st_mtime_ns)
    try:
        return decode(kind, newest.read_bytes(), most_bytes)
    except (BadMessage, OSError) as error:
        raise CannotAnswer(f"cannot copy: {error}") from error
