"""Measure what validators find in honest answers and in each way of cheating.

python -m training.image.measure_cheats --pictures 50
"""

import argparse
import asyncio
import itertools
from collections.abc import Callable

import numpy as np
from msgspec.structs import replace
from threadpoolctl import threadpool_limits

from taonet.demo.miners.image import painter
from taonet.markets.image.authenticity import checked_steps, fraud_in, states_in, to_bytes, to_pixels
from taonet.markets.image.backends import draw_answer
from taonet.markets.image.model import Model, step
from taonet.markets.image.png import decode_png, encode_png
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.markets.image.rules import look
from taonet.markets.image.scenes import parse_caption
from taonet.markets.image.tasks import draw_task
from taonet.markets.image.weights import MODEL, WEAK_MODEL, load_model, model_of
from taonet.markets.image.words import word_ids
from taonet.neuron.market import Miner

SECRET = bytes(range(32))
Answer = Callable[[ImageTask, ImageTask], ImageAnswer]


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=50)
    options = parser.parse_args()
    threadpool_limits(1)
    tasks = [draw_task(number, Miner(1, "miner", ""), SECRET, 32) for number in range(options.pictures + 1)]
    model = load_model(MODEL)
    print(f"{'':44} adherence   error: least  median    most  passes")
    for name, answer in answers(model).items():
        rows = [row(model, task, answer(task, other)) for task, other in itertools.pairwise(tasks)]
        seen, errors, passed = (np.array(column, float) for column in zip(*rows, strict=True))
        print(
            f"{name:44} {seen.mean():9.2f} {errors.min():14.4f} {np.median(errors):7.3f} {errors.max():7.4f} {passed.mean():7.0%}"
        )


def row(model: Model, task: ImageTask, answer: ImageAnswer) -> tuple[float, float, bool]:
    """Return what the pixels show, the largest error of the steps that are looked at, and whether it passes."""
    states, pixels, scene = states_in(answer), decode_png(answer.png, task.size), parse_caption(task.prompt)
    if isinstance(states, str) or scene is None:
        raise SystemExit(f"no answer to measure: {states}")
    words, errors = word_ids(task.prompt), list[float]()
    for index in checked_steps(states, task, SECRET):
        made = step(model, words, states[index], index, answer.steps).astype(np.float32)
        errors.append(float(np.abs(made - states[index + 1]).max()))
    fraud = fraud_in(model, task, answer, states, pixels, SECRET)
    return look(pixels, scene).adherence, max(errors), fraud is None


def answers(model: Model) -> dict[str, Answer]:
    """Return the ways to answer a task; each gets another task besides."""
    light = load_model(WEAK_MODEL)

    def with_model(own: Model) -> Answer:
        return lambda task, _: draw_answer(own, MODEL, task, task.steps)

    def half_the_steps(task: ImageTask, other: ImageTask) -> ImageAnswer:
        del other
        states = states_in(draw_answer(model, MODEL, task, task.steps // 2))
        if isinstance(states, str):
            raise SystemExit(states)
        doubled = [states[0], *(state for state in states[1:] for _ in range(2))]
        return ImageAnswer(MODEL, task.steps, encode_png(to_pixels(doubled[-1])), to_bytes(doubled))

    return {
        "the model, honestly": with_model(model),
        "in double precision": with_model(changed(model, lambda values: values.astype(np.float64))),
        "the weak model as the asked one": with_model(light),
        "weights rounded to 4 bits": with_model(changed(model, lambda values: rounded(values, 7))),
        "weights rounded to 6 bits": with_model(changed(model, lambda values: rounded(values, 31))),
        "half the steps, each handed in twice": half_the_steps,
        "another seed": lambda task, _: draw_answer(model, MODEL, replace(task, seed=task.seed ^ 1), task.steps),
        "the answer to another task": lambda _, other: draw_answer(model, MODEL, other, other.steps),
        "drawn with a ruler, states invented": lambda task, _: asyncio.run(painter(task, "")),
    }


def changed(model: Model, change: Callable[[np.ndarray], np.ndarray]) -> Model:
    """Return a model with its blocks' matrices changed."""
    weights = {
        name: change(v) if name.startswith("blocks.") and v.ndim == 2 else v for name, v in model.weights.items()
    }
    return model_of(weights)


def rounded(values: np.ndarray, most: int) -> np.ndarray:
    """Return a matrix with so many steps to either side of zero in each row."""
    scale = np.abs(values).max(1, keepdims=True) / most
    return (np.rint(values / scale) * scale).astype(np.float32)


if __name__ == "__main__":
    main()
