"""Whether a picture of the image market is one to pass on."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from taonet.markets.image.authenticity import fraud_in, states_in
from taonet.markets.image.png import BadPicture, Pixels, decode_png
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.markets.image.weights import CATALOGUE, load_model
from taonet.neuron.worker import Worker

CheckPicture = Callable[[ImageTask, ImageAnswer, Sequence[Struct]], Awaitable[str | None]]
_load: Final = cache(load_model)


def one_image(answer: ImageAnswer) -> int:
    """Return how many pictures an answer holds."""
    del answer
    return 1


def picture_check(worker: Worker | None) -> CheckPicture:
    """Return the check of pictures: a PNG of the asked size, and with a worker to run them on, steps that are run again."""

    async def check(task: ImageTask, answer: ImageAnswer, parts: Sequence[Struct]) -> str | None:
        del parts  # the market has none
        try:
            pixels = decode_png(answer.png, task.size)
        except BadPicture as error:
            return str(error)
        if worker is None:
            return None
        return await worker.run(lambda _: _fraud(task, answer, pixels), cost=task.steps)

    return check


def _fraud(task: ImageTask, answer: ImageAnswer, pixels: Pixels) -> str | None:
    if answer.model not in CATALOGUE:
        return f"model {answer.model[:40]!r} is not of this market"
    if answer.steps > task.steps:
        return f"{answer.steps} steps, and {task.steps} were asked for"
    states = states_in(answer)
    if isinstance(states, str):
        return states
    return fraud_in(_load(answer.model), task, answer, states, pixels, secrets.token_bytes(32))
