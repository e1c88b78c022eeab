"""The image market's miners of the demo: the honest one with any model of the catalogue, and slow and cheating ones.

Each does what it says with a real model, a real clock, a real painter or a real other miner's answers.
"""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct
from msgspec.structs import replace

from taonet.demo.miners.acts import copied, sharing, slow
from taonet.markets import image
from taonet.markets.image.authenticity import to_bytes, to_pixels
from taonet.markets.image.model import State, noise
from taonet.markets.image.png import encode_png
from taonet.markets.image.protocol import IMAGE_PROTOCOL, MAX_STEPS, ImageAnswer, ImageTask
from taonet.markets.image.scenes import COLOURS, geometry, parse_caption
from taonet.markets.image.shapes import SIDE, coverage
from taonet.markets.image.weights import CATALOGUE, MODEL, WEAK_MODEL
from taonet.neuron.market import CannotAnswer, Context, Market, Role


class Behaviour(StrEnum):
    """The ways a miner of the demo can act."""

    HONEST = "honest"  # runs its model and says which
    IMPOSTOR = "impostor"  # runs the weak model and claims the asked one
    SLOW = "slow"  # honest, but takes its time
    NONSENSE = "nonsense"  # hands in coloured noise
    PAINTER = "painter"  # runs no model: draws what is asked with a ruler, and invents the states
    COPYCAT = "copycat"  # hands in what another miner answered


class MinerOptions(Struct, frozen=True, kw_only=True):
    """How a miner of the demo acts."""

    behaviour: Annotated[Behaviour, Meta(description="How the miner acts.")] = Behaviour.HONEST
    model: Annotated[str, Meta(description=f"The model of an honest or slow one: {' or '.join(CATALOGUE)}.")] = MODEL
    steps: Annotated[int, Meta(ge=1, le=MAX_STEPS, description="Most steps of an honest or slow one.")] = MAX_STEPS
    slow_seconds: Annotated[float, Meta(ge=0, le=60, description="Delay of behaviour slow.")] = 3.0
    share_dir: Annotated[Path | None, Meta(description="Folder where answers are left; a copycat reads it.")] = None

    def __post_init__(self) -> None:
        if self.model not in CATALOGUE:
            raise ValueError(f"--model {self.model!r} is not of this market: {' or '.join(CATALOGUE)}")
        if self.behaviour is Behaviour.COPYCAT and self.share_dir is None:
            raise ValueError("--behaviour copycat needs a --share-dir to copy from")


@asynccontextmanager
async def mine(context: Context[MinerOptions]) -> AsyncGenerator[image.AnswerImage]:
    """Start a miner that behaves as its options say."""
    options = context.options
    match options.behaviour:
        case Behaviour.COPYCAT if options.share_dir is not None:
            yield copycat(options.share_dir, context.hotkey)
        case Behaviour.NONSENSE:
            yield nonsense(random.Random())  # noqa: S311  nonsense needs no secrecy
        case Behaviour.PAINTER:
            yield painter
        case behaviour:
            model = WEAK_MODEL if behaviour is Behaviour.IMPOSTOR else options.model
            own = image.MinerOptions(model=model, steps=options.steps)
            async with image.mine(Context(own, context.hotkey, context.log)) as answer:
                yield _behave(options, context.hotkey, answer)


market = Market(IMAGE_PROTOCOL, miner=Role(mine, MinerOptions), validator=image.market.validator)


def _behave(options: MinerOptions, name: str, answer: image.AnswerImage) -> image.AnswerImage:
    if options.behaviour is Behaviour.IMPOSTOR:
        answer = impostor(answer)
    if options.behaviour is Behaviour.SLOW:
        answer = slow(answer, options.slow_seconds)
    return answer if options.share_dir is None else sharing(answer, options.share_dir, name)


def impostor(inner: image.AnswerImage) -> image.AnswerImage:
    """Answer like `inner`, and claim it was the asked model."""

    async def answer(task: ImageTask, caller: str) -> ImageAnswer:
        return replace(await inner(task, caller), model=task.model)

    return answer


def nonsense(rng: random.Random) -> image.AnswerImage:
    """Answer at once with coloured noise, and a straight way to it."""

    async def answer(task: ImageTask, caller: str) -> ImageAnswer:
        del caller
        return _straight(task, noise(rng.getrandbits(63)))

    return answer


async def painter(task: ImageTask, caller: str) -> ImageAnswer:
    """Answer at once with a picture that is just right, drawn without a model, and a straight way to it."""
    del caller
    await asyncio.sleep(0)
    scene = parse_caption(task.prompt)
    if scene is None:
        raise CannotAnswer("no scene that can be drawn with a ruler")
    canvas = np.empty((SIDE, SIDE, 3), np.float32)
    canvas[:] = COLOURS[scene.background]
    for thing, cx, cy, radius in geometry(scene):
        where = (np.full(1, value, np.float32) for value in (cx, cy, radius))
        mask = coverage(thing.shape, *where)[0][..., None]
        canvas += mask * (np.array(COLOURS[thing.colour], np.float32) - canvas)
    return _straight(task, (canvas / np.float32(127.5) - np.float32(1)).astype(np.float16))


def _straight(task: ImageTask, goal: State) -> ImageAnswer:
    """Return an answer with a picture, and states that go from the seed's noise to it in equal steps."""
    start, shares = noise(task.seed).astype(np.float32), np.linspace(0, 1, task.steps + 1, dtype=np.float32)
    states = [(start + share * (goal.astype(np.float32) - start)).astype(np.float16) for share in shares]
    return ImageAnswer(task.model, task.steps, encode_png(to_pixels(states[-1])), to_bytes(states))


def copycat(folder: Path, name: str) -> image.AnswerImage:
    """Answer with the newest answer that another miner left in the folder."""

    async def answer(task: ImageTask, caller: str) -> ImageAnswer:
        del caller
        # Claims the asked model, so that only the content betrays it.
        return replace(copied(ImageAnswer, folder, name, IMAGE_PROTOCOL.max_answer_bytes), model=task.model)

    return answer
