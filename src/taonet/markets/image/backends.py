"""What draws for a miner: our models in this process, a server of the OpenAI images API, or a pipeline of diffusers.

A backend is one function: a task in, an `ImageAnswer` out.
"""

from collections.abc import Awaitable, Callable
from typing import Final

from PIL import Image

from taonet.markets.image.authenticity import to_bytes, to_pixels
from taonet.markets.image.model import Model, draw
from taonet.markets.image.png import BadPicture, encode_png, read_any, to_rgb
from taonet.markets.image.protocol import MAX_STEPS, ImageAnswer, ImageTask
from taonet.markets.image.shapes import SIDE
from taonet.markets.image.words import word_ids
from taonet.neuron.market import BadTask
from taonet.neuron.worker import Wanted, Worker, always

Draw = Callable[[ImageTask], Awaitable[ImageAnswer]]
MOST_PIXELS: Final = 4096 * 4096


class BackendError(Exception):
    """A backend gave no usable picture; the message says what is wrong."""


def native_backend(model: Model, name: str, worker: Worker, most_steps: int = MAX_STEPS) -> Draw:
    """Return a backend that runs a model of the catalogue here; it takes at most `most_steps` steps and says how many."""

    async def run(task: ImageTask) -> ImageAnswer:
        if task.size != SIDE:
            raise BadTask(f"this model draws {SIDE} x {SIDE} pixels, and {task.size} x {task.size} were asked for")
        steps = min(task.steps, most_steps)
        return await worker.run(lambda wanted: draw_answer(model, name, task, steps, wanted), cost=steps)

    return run


def draw_answer(model: Model, name: str, task: ImageTask, steps: int, wanted: Wanted = always) -> ImageAnswer:
    """Draw a picture with a loaded model; raise `Abandoned` when it is not wanted any more."""
    states = draw(model, word_ids(task.prompt), seed=task.seed, steps=steps, wanted=wanted)
    return ImageAnswer(name, steps, encode_png(to_pixels(states[-1])), to_bytes(states))


def foreign_answer(task: ImageTask, name: str, data: bytes | Image.Image) -> ImageAnswer:
    """Return the answer with a foreign model's picture, brought to the asked size; raise `BackendError` if it is none."""
    try:
        picture = data if isinstance(data, Image.Image) else read_any(data, MOST_PIXELS)
    except BadPicture as error:
        raise BackendError(str(error)) from error
    return ImageAnswer(name[:100], 1, encode_png(to_rgb(picture, task.size)))
