"""Honest answers pass, and each way of cheating that is listed here fails."""

from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace
from training.image.vectors import GENERATOR, made_up

from taonet.markets.image.authenticity import checked_steps, fraud_in, states_in, to_bytes, to_pixels
from taonet.markets.image.backends import draw_answer
from taonet.markets.image.model import Model, State, draw, noise
from taonet.markets.image.png import decode_png, encode_png
from taonet.markets.image.protocol import STATE_BYTES, ImageAnswer, ImageTask
from taonet.markets.image.weights import model_of
from taonet.markets.image.words import word_ids

TASK = ImageTask("m", "a red circle above a blue ring on a white background", 5, 8)
SECRET = bytes(range(32))
OTHER = model_of(made_up(GENERATOR, 4))


def verdict(model: Model, answer: ImageAnswer, secret: bytes = SECRET) -> str | None:
    states = states_in(answer)
    if isinstance(states, str):
        return states
    return fraud_in(model, TASK, answer, states, decode_png(answer.png, 32), secret)


def answer_of(states: list[State]) -> ImageAnswer:
    return ImageAnswer("m", len(states) - 1, encode_png(to_pixels(states[-1])), to_bytes(states))


def drawn(model: Model, seed: int = TASK.seed, prompt: str = TASK.prompt, steps: int = TASK.steps) -> list[State]:
    return draw(model, word_ids(prompt), seed=seed, steps=steps)


@pytest.mark.parametrize("steps", [1, 2, 3, 8])
def test_an_honest_answer_passes_whatever_is_looked_at(tiny: Model, steps: int) -> None:
    answer = draw_answer(tiny, "m", TASK, steps)

    assert all(verdict(tiny, answer, bytes([secret] * 32)) is None for secret in range(8))


def straight(model: Model, goal: State) -> list[State]:
    start = noise(TASK.seed).astype(np.float32)
    return [(start + share * (goal.astype(np.float32) - start)).astype(np.float16) for share in np.linspace(0, 1, 9)]


def late_swap(model: Model) -> list[State]:
    return [*drawn(model)[:-1], drawn(OTHER)[-1]]


def early_swap(model: Model) -> list[State]:
    """Begin with the noise, jump to another drawing, and go on honestly from there."""
    return [drawn(model)[0], *drawn(model, seed=6)[1:]]


CHEATS: dict[str, Callable[[Model], ImageAnswer]] = {
    "another model": lambda model: answer_of(drawn(OTHER)),
    "another seed": lambda model: answer_of(drawn(model, seed=6)),
    "another prompt": lambda model: answer_of(drawn(model, prompt="a large green star on a red background")),
    "fewer steps than declared": lambda model: answer_of([*drawn(model, steps=4), *drawn(model, steps=4)[-1:] * 4]),
    "a straight line to another picture": lambda model: answer_of(straight(model, drawn(OTHER)[-1])),
    "a straight line to its own picture": lambda model: answer_of(straight(model, drawn(model)[-1])),
    "another last step": lambda model: answer_of(late_swap(model)),
    "another first step": lambda model: answer_of(early_swap(model)),
    "another picture than the last state": lambda model: replace(
        answer_of(drawn(model)), png=encode_png(to_pixels(drawn(OTHER)[-1]))
    ),
    "a brighter picture than the last state": lambda model: replace(
        answer_of(drawn(model)), png=encode_png(np.maximum(to_pixels(drawn(model)[-1]), 9))
    ),
    "states in another order": lambda model: answer_of(drawn(model)[::-1]),
}


@pytest.mark.parametrize("name", list(CHEATS))
def test_a_cheat_is_found_whatever_else_is_looked_at(tiny: Model, name: str) -> None:
    answer = CHEATS[name](tiny)

    assert all(verdict(tiny, answer, bytes([secret] * 32)) is not None for secret in range(8))


def test_what_are_no_states_is_said() -> None:
    good = ImageAnswer("m", 2, b"", bytes(3 * STATE_BYTES))

    assert not isinstance(states_in(good), str)
    for bad in (b"", bytes(3 * STATE_BYTES - 1), bytes(4 * STATE_BYTES)):
        assert isinstance(states_in(replace(good, states=bad)), str)
    assert states_in(replace(good, states=b"\xff\xff" + good.states[2:])) == "a state holds what is no number"


def test_the_looked_at_steps_are_secret_and_cover_all_in_time(tiny: Model) -> None:
    states = drawn(tiny)
    looked = [checked_steps(states, TASK, bytes([secret] * 32)) for secret in range(64)]

    assert all(len(steps) <= 5 and {0, 7} < set(steps) for steps in looked)
    assert {step for steps in looked for step in steps} == set(range(8))
