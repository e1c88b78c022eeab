"""The generator in NumPy: a small diffusion transformer that draws 32 x 32 pictures from words and noise.

    states = draw(model, word_ids("a red circle above a blue ring on a white background"), seed=7, steps=20)

Flow matching: x(t) = (1 - t) noise + t picture. The network predicts the picture, and one step moves the state towards
it. States are kept as float16 and every step starts from the kept one, so that whoever has two neighbouring states and
the weights can run the step between them again. `training/image/generator.py` is the same arithmetic in torch.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from taonet.markets.image.shapes import SIDE, Floats
from taonet.markets.image.words import MAX_WORDS, PAD
from taonet.neuron.worker import Abandoned, Wanted, always

State = NDArray[np.float16]
"""A picture on its way, 32 x 32 x 3 numbers: noise at first, -1 to 1 at the end."""
HEAD: Final = 32
GUIDANCE: Final = 2.0
"""How far a step goes beyond what the model would draw without words."""
_EPSILON: Final = np.float32(1e-6)


@dataclass(frozen=True)
class Block:
    """The weights of one block, as factors from the right."""

    qkv: Floats
    out: Floats
    up: Floats
    down: Floats
    shift: Floats


@dataclass(frozen=True)
class Model:
    """A generator's weights."""

    weights: Mapping[str, Floats]
    blocks: Sequence[Block]

    @property
    def width(self) -> int:
        """Return the numbers of a token."""
        return self.weights["patch.weight"].shape[0]

    @cached_property
    def grid(self) -> int:
        """Return the patches of a picture's side."""
        return math.isqrt(self.weights["places"].shape[0])

    def linear(self, name: str, x: Floats) -> Floats:
        """Apply a layer with a bias."""
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]


def noise(seed: int) -> State:
    """Return the first state that a seed stands for."""
    generator = np.random.Generator(np.random.Philox(key=seed))
    return generator.standard_normal((SIDE, SIDE, 3), np.float32).astype(np.float16)


def draw(model: Model, words: Sequence[int], *, seed: int, steps: int, wanted: Wanted = always) -> list[State]:
    """Return the states of a drawing, `steps` + 1 of them; raise `Abandoned` as soon as it is not wanted any more."""
    states = [noise(seed)]
    for index in range(steps):
        if not wanted():
            raise Abandoned
        states.append(step(model, words, states[-1], index, steps))
    return states


def step(model: Model, words: Sequence[int], state: State, index: int, steps: int) -> State:
    """Return the state after step `index` of `steps`."""
    told, untold = predict(model, state, index / steps, (words, [PAD] * MAX_WORDS))
    picture = untold + np.float32(GUIDANCE) * (told - untold)
    x = state.astype(np.float32)
    return (x + (picture - x) / np.float32(steps - index)).astype(np.float16)


def predict(model: Model, state: State, time: float, prompts: Sequence[Sequence[int]]) -> list[Floats]:
    """Return the clean picture that the model sees in a state, once for each prompt's words."""
    weights, grid = model.weights, model.grid
    patch = SIDE // grid
    words = np.array(prompts)
    table = weights["words"][words]
    slots = weights["slots"][np.arange(MAX_WORDS), words].sum(1)
    condition = _silu(model.linear("mix", _silu(model.linear("time", _waves(time)) + slots)))
    cut = state.astype(np.float32).reshape(grid, patch, grid, patch, 3).transpose(0, 2, 1, 3, 4)
    patches = model.linear("patch", cut.reshape(grid * grid, -1)) + weights["places"]
    x = np.concatenate([table + weights["word_places"], np.broadcast_to(patches, (len(words), *patches.shape))], 1)
    modulation = model.linear("modulate", condition)
    for block in model.blocks:
        x = _run(block, x, modulation)
    scale, shift = np.split(model.linear("last", condition)[:, None], 2, -1)
    made = model.linear("picture", _norm(x[:, MAX_WORDS:]) * (1 + scale) + shift)
    put = made.reshape(len(words), grid, grid, patch, patch, 3).transpose(0, 1, 3, 2, 4, 5)
    return list(put.reshape(len(words), SIDE, SIDE, 3))


def _run(block: Block, x: Floats, modulation: Floats) -> Floats:
    """Return the tokens after a block: attention, then a squared-ReLU layer."""
    a, b, c, d, e, f = np.split((modulation + block.shift)[:, None], 6, -1)
    count, tokens, width = x.shape
    h = _norm(x) * (1 + a) + b
    q, k, v = (h @ block.qkv).reshape(count, tokens, 3, width // HEAD, HEAD).transpose(2, 0, 3, 1, 4)
    scores = np.asarray(_norm(q) @ _norm(k).swapaxes(-1, -2) * (4 / math.sqrt(HEAD)), np.float32)
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, scores)
    scores /= scores.sum(-1, keepdims=True)
    x = x + (1 + c) * ((scores @ v).swapaxes(1, 2).reshape(count, tokens, width) @ block.out)
    h = np.maximum((_norm(x) * (1 + d) + e) @ block.up, 0)
    return np.asarray(x + (1 + f) * ((h * h) @ block.down), np.float32)


def _norm(x: Floats) -> Floats:
    """Scale the last axis to a root mean square of one."""
    scale: Floats = np.sqrt(np.square(x).mean(-1, keepdims=True) + _EPSILON)
    return x / scale


def _silu(x: Floats) -> Floats:
    grown: Floats = np.exp(-x)
    return x / (1 + grown)


def _waves(time: float) -> Floats:
    """Return the cosines and sines that stand for a time from 0 to 1."""
    half = 32
    angles = np.float32(time) * np.exp(np.arange(half, dtype=np.float32) * np.float32(6 / (half - 1)))
    both: Floats = np.concatenate([np.cos(angles), np.sin(angles)])
    return both
