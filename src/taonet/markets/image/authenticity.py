"""Whether a model of the catalogue drew a picture from the asked seed: its steps are run again, some of them.

The first state must be the seed's noise, the last one the picture, and every step that is looked at must follow from
the state before it. Which ones are looked at, the miner cannot know; the three that matter most are always among them.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np

from taonet.markets.image.model import Model, State, noise, step
from taonet.markets.image.png import Pixels
from taonet.markets.image.protocol import STATE_BYTES, ImageAnswer, ImageTask
from taonet.markets.image.shapes import SIDE
from taonet.markets.image.words import word_ids

MAX_STEP_ERROR: Final = 0.01
"""How far a number of a state may be off what our arithmetic makes of the state before; pictures go from -1 to 1."""
CHANCE_STEPS: Final = 2


def to_pixels(state: State) -> Pixels:
    """Return the picture that a state stands for."""
    return np.rint((state.astype(np.float32) + 1) * 127.5).clip(0, 255).astype(np.uint8)


def to_bytes(states: Sequence[State]) -> bytes:
    """Return states as they are sent."""
    return np.stack(states).astype("<f2").tobytes()


def states_in(answer: ImageAnswer) -> list[State] | str:
    """Return the states of an answer, or what is wrong with their form."""
    if len(answer.states) != (answer.steps + 1) * STATE_BYTES:
        return f"{answer.steps} steps have {answer.steps + 1} states of {STATE_BYTES} bytes"
    states = np.frombuffer(answer.states, "<f2").reshape(-1, SIDE, SIDE, 3).astype(np.float16)
    if not np.isfinite(states).all():
        return "a state holds what is no number"
    return list(states)


def fraud_in(
    model: Model, task: ImageTask, answer: ImageAnswer, states: Sequence[State], pixels: Pixels, secret: bytes
) -> str | None:
    """Return how an answer contradicts the model that it says it ran, or None."""
    if not np.array_equal(states[0], noise(task.seed)):
        return "the first state is not the seed's noise"
    if np.abs(to_pixels(states[-1]).astype(np.int16) - pixels).max() > 1:
        return "the picture is not the last state"
    words = word_ids(task.prompt)
    for index in checked_steps(states, task, secret):
        made = step(model, words, states[index], index, answer.steps)
        error = float(np.abs(made.astype(np.float32) - states[index + 1].astype(np.float32)).max())
        if error > MAX_STEP_ERROR:
            return f"the model takes step {index + 1} of {answer.steps} elsewhere (off by {error:.2f})"
    return None


def checked_steps(states: Sequence[State], task: ImageTask, secret: bytes) -> list[int]:
    """Return the steps to run again: the first, the last, the one that turns the most, and some by chance."""
    count = len(states) - 1
    kept = np.stack(states).astype(np.float32)
    left = np.arange(count, 0, -1, dtype=np.float32)[:, None, None, None]
    goals = kept[:-1] + (kept[1:] - kept[:-1]) * left
    turns = np.square(np.diff(goals, axis=0)).mean((1, 2, 3))
    known = {0, count - 1, 1 + int(turns.argmax()) if count > 1 else 0}
    text = f"steps/{task.seed}/{task.prompt}".encode()
    draws = hashlib.blake2b(text, key=secret[:64], digest_size=8 * CHANCE_STEPS).digest()
    chance = {int.from_bytes(draws[8 * i : 8 * i + 8], "little") % count for i in range(CHANCE_STEPS)}
    return sorted(known | chance)
