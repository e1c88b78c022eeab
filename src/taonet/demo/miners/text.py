"""The text market's miners of the demo: the honest one with any model of the catalogue, and slow and cheating ones.

Each does what it says with a real model, a real clock or a real other miner's answers.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta, Struct
from msgspec.structs import replace

from taonet.demo.miners.acts import copied, sharing, slow
from taonet.markets import text
from taonet.markets.text.backends import CATALOGUE, LIGHT_MODEL, MODEL, load_catalogue_model
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.answering import whole
from taonet.neuron.market import Context, Market, Role

_MAX_SHARED: Final = 256 * 1024


class Behaviour(StrEnum):
    """The ways a miner of the demo can act."""

    HONEST = "honest"  # runs its model and says which
    IMPOSTOR = "impostor"  # runs the light model and claims the asked one
    SLOW = "slow"  # honest, but takes its time
    NONSENSE = "nonsense"  # invents tokens and log-probabilities
    COPYCAT = "copycat"  # hands in what another miner answered


class MinerOptions(Struct, frozen=True, kw_only=True):
    """How a miner of the demo acts."""

    behaviour: Annotated[Behaviour, Meta(description="How the miner acts.")] = Behaviour.HONEST
    model: Annotated[str, Meta(description=f"The model of an honest or slow one: {' or '.join(CATALOGUE)}.")] = MODEL
    slow_seconds: Annotated[float, Meta(ge=0, le=60, description="Delay of behaviour slow.")] = 3.0
    share_dir: Annotated[Path | None, Meta(description="Folder where answers are left; a copycat reads it.")] = None

    def __post_init__(self) -> None:
        if self.model not in CATALOGUE:
            raise ValueError(f"--model {self.model!r} is not of this market: {' or '.join(CATALOGUE)}")
        if self.behaviour is Behaviour.COPYCAT and self.share_dir is None:
            raise ValueError("--behaviour copycat needs a --share-dir to copy from")


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[text.AnswerText | text.StreamText]:
    """Start a miner that behaves as its options say."""
    options = context.options
    match options.behaviour:
        case Behaviour.COPYCAT if options.share_dir is not None:
            yield copycat(options.share_dir, context.hotkey)
        case Behaviour.NONSENSE:
            model = await asyncio.to_thread(load_catalogue_model, MODEL)
            yield nonsense(model.tokenizer, random.Random())  # noqa: S311  nonsense needs no secrecy
        case behaviour:
            own = text.MinerOptions(model=LIGHT_MODEL if behaviour is Behaviour.IMPOSTOR else options.model)
            async with text.mine(Context(own, context.hotkey, context.log)) as answer:
                plain = behaviour is Behaviour.HONEST and options.share_dir is None
                yield answer if plain else _behave(options, context.hotkey, whole(answer))


market = Market(text.TEXT_PROTOCOL, miner=Role(mine, MinerOptions), validator=text.market.validator)


def _behave(options: MinerOptions, name: str, answer: text.AnswerText) -> text.AnswerText:
    if options.behaviour is Behaviour.IMPOSTOR:
        answer = impostor(answer)
    if options.behaviour is Behaviour.SLOW:
        answer = slow(answer, options.slow_seconds)
    return answer if options.share_dir is None else sharing(answer, options.share_dir, name)


def impostor(inner: text.AnswerText) -> text.AnswerText:
    """Answer like `inner`, and claim it was the asked model."""

    async def answer(task: TextTask, caller: str) -> TextAnswer:
        return replace(await inner(task, caller), model=task.model)

    return answer


def nonsense(tokenizer: TextTokenizer, rng: random.Random) -> text.AnswerText:
    """Answer at once with random tokens and made-up log-probabilities."""
    words = [token for token in range(tokenizer.size) if token not in (tokenizer.turn_start, tokenizer.turn_end)]

    async def answer(task: TextTask, caller: str) -> TextAnswer:
        del caller
        ids = rng.choices(words, k=task.max_tokens)
        return TextAnswer(task.model, tokenizer.decode(ids), ids, [-rng.random() for _ in ids], finished=False)

    return answer


def copycat(folder: Path, name: str) -> text.AnswerText:
    """Answer with the newest answer that another miner left in the folder."""

    async def answer(task: TextTask, caller: str) -> TextAnswer:
        del caller
        # Claims the asked model, so that only the content betrays it.
        return replace(copied(TextAnswer, folder, name, _MAX_SHARED), model=task.model)

    return answer
