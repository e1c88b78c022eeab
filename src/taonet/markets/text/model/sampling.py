"""Seeded Gumbel-max sampling: chance that a second party can repeat.

Drawing a token from softmax(logits / T) is the same as taking the argmax of
logits / T + g with g a Gumbel variate per token. With g from a counter-based
generator keyed by the task's seed and the token's position, the draw is a pure
function of (model, prompt, seed): a validator checks *sampled* text token by
token with one pass over it.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
"""The two array types of the engine: weights are float32, random variates are float64."""

SEED_LIMIT: Final = 1 << 63
_MANTISSA: Final = 2.0**-53


def gumbel(seed: int, position: int, count: int) -> Doubles:
    """Return `count` Gumbel variates for one position of one seeded answer.

    Philox 4x64 with key (seed, 0) and counter (0, 0, 0, position); the upper 53
    bits of each output, centred, are the uniforms. Written on raw outputs so
    that no change of NumPy's distributions can alter the stream.
    """
    stream = np.random.Philox(key=seed, counter=np.array([0, 0, 0, position], dtype=np.uint64))
    raw = stream.random_raw(count)
    uniform = ((raw >> np.uint64(11)).astype(np.float64) + 0.5) * _MANTISSA
    return -np.log(-np.log(uniform))


def log_softmax(logits: Floats) -> Floats:
    """Return log-probabilities along the last axis."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def perturbed(logprobs: Floats, temperature: float, seed: int, position: int) -> Doubles:
    """Return the values whose argmax is the token drawn at a position.

    At temperature 0 the draw is greedy and the seed plays no part.
    """
    if temperature == 0:
        return logprobs.astype(np.float64)
    noise = gumbel(seed, position, logprobs.shape[-1])
    return logprobs.astype(np.float64) / temperature + noise


def draw(logprobs: Floats, temperature: float, seed: int, position: int) -> int:
    """Return the token that the seed picks at a position."""
    return int(perturbed(logprobs, temperature, seed, position).argmax())
