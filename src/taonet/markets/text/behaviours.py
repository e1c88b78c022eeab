"""How a miner may behave, honestly or not: one answer function each.

The dishonest ones are here so that the market's defences can be watched and
tested against real attempts. Each does what it says with a real model, a real
clock or a real other miner's answers.
"""

import os
import random
import tempfile
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from taonet.markets.text.backends import BackendError, Generate
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.access import Sleep
from taonet.neuron.protocol import BadMessage, decode
from taonet.neuron.server import CannotAnswer, Work

AnswerFunction = Callable[[Work[TextTask]], Awaitable[TextAnswer]]

_MAX_SHARED: Final = 256 * 1024


class Behaviour(StrEnum):
    """The ways a text miner of this package can act."""

    HONEST = "honest"  # runs the asked model
    WEAK = "weak"  # runs a lighter model and says so
    IMPOSTOR = "impostor"  # runs a lighter model and claims the asked one
    SLOW = "slow"  # honest, but takes its time
    NONSENSE = "nonsense"  # invents tokens and log-probabilities
    COPYCAT = "copycat"  # hands in what another miner answered


def honest(generate: Generate, model: str) -> AnswerFunction:
    """Answer with a backend and declare the model it runs."""

    async def answer(work: Work[TextTask]) -> TextAnswer:
        task = work.task
        try:
            made = await generate(task.prompt, task.seed, task.max_tokens, task.temperature)
        except BackendError as error:
            raise CannotAnswer(f"the backend failed: {error}") from error
        return made.as_answer(model)

    return answer


def impostor(generate: Generate) -> AnswerFunction:
    """Answer with whatever the backend runs, and claim it was the asked model."""

    async def answer(work: Work[TextTask]) -> TextAnswer:
        return await honest(generate, work.task.model)(work)

    return answer


def slow(inner: AnswerFunction, seconds: float, sleep: Sleep) -> AnswerFunction:
    """Answer like `inner`, later."""

    async def answer(work: Work[TextTask]) -> TextAnswer:
        await sleep(seconds)
        return await inner(work)

    return answer


def nonsense(tokenizer: TextTokenizer, rng: random.Random) -> AnswerFunction:
    """Answer at once with random tokens and made-up log-probabilities."""

    async def answer(work: Work[TextTask]) -> TextAnswer:
        count = work.task.max_tokens
        ids: list[int] = []
        while len(ids) < count:
            token = rng.randrange(tokenizer.size)
            if token not in (tokenizer.turn_start, tokenizer.turn_end):
                ids.append(token)
        logprobs = [-rng.random() for _ in ids]
        return TextAnswer(work.task.model, tokenizer.decode(ids), ids, logprobs, finished=False)

    return answer


def sharing(inner: AnswerFunction, folder: Path, name: str) -> AnswerFunction:
    """Answer like `inner` and leave each answer in a folder that others can read."""

    async def answer(work: Work[TextTask]) -> TextAnswer:
        made = await inner(work)
        _leave(folder / f"{name}.json", made)
        return made

    return answer


def _leave(path: Path, made: TextAnswer) -> None:
    """Write an answer so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(made))
    Path(draft).replace(path)


def copycat(folder: Path, name: str) -> AnswerFunction:
    """Answer with the newest answer that another miner left in the folder."""

    async def answer(work: Work[TextTask]) -> TextAnswer:
        return _fitted(_newest(folder, name), work.task)

    return answer


def _newest(folder: Path, own_name: str) -> TextAnswer:
    found = [path for path in folder.glob("*.json") if path.stem != own_name]
    if not found:
        raise CannotAnswer("nothing to copy yet")
    newest = max(found, key=lambda path: path.stat().st_mtime_ns)
    try:
        return decode(TextAnswer, newest.read_bytes(), _MAX_SHARED)
    except (BadMessage, OSError) as error:
        raise CannotAnswer(f"cannot copy: {error}") from error


def _fitted(stolen: TextAnswer, task: TextTask) -> TextAnswer:
    """Give a stolen answer the asked form, so that only its content betrays it."""
    return msgspec.structs.replace(stolen, model=task.model)
