"""Run the model: one forward pass, and the two things made of it.

`generate` answers a prompt with seeded sampling. `rescore` reads an answer that
another party gave and returns what this model would have thought at each
token; it costs one pass, about a fifth of generating.

All arithmetic is float32. With NumPy 2 a float64 *scalar* array (`np.sqrt(64)`)
turns a whole product into float64 and makes the model 25 times slower, so
constants are wrapped in `np.float32`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from taonet.markets.text.model.errors import ModelError
from taonet.markets.text.model.loader import Layer, Model
from taonet.markets.text.model.sampling import Floats, draw, log_softmax
from taonet.neuron.worker import Abandoned, Wanted, always

READ_AT_ONCE: Final = 64
"""Tokens of a prompt between two looks whether the answer is still wanted."""


@dataclass(frozen=True)
class Generated:
    """An answer: its token ids and the model's log-probability of each (T = 1)."""

    token_ids: list[int]
    logprobs: list[float]


@dataclass(frozen=True)
class Rescored:
    """What a model thinks of an answer: a row of log-probabilities per token."""

    token_ids: list[int]
    rows: Floats

    def of_tokens(self) -> Floats:
        """Return the log-probability of each token of the answer."""
        return self.rows[np.arange(len(self.token_ids)), self.token_ids]


@dataclass
class _Cache:
    """Keys and values of the positions read so far, one pair per layer."""

    keys: list[Floats]
    values: list[Floats]
    length: int = field(default=0)


def generate(
    model: Model,
    prompt_ids: list[int],
    *,
    seed: int,
    max_tokens: int,
    temperature: float,
    wanted: Wanted = always,
    drawn: Callable[[int], object] = lambda _: None,
) -> Generated:
    """Answer a prompt; stop after the end-of-turn token or `max_tokens`; tell `drawn` each token as it is drawn.

    Raises `Abandoned` when the answer is not wanted any more; asks before each token, and while it reads the prompt.
    """
    _check(model, prompt_ids, max_tokens)
    cache = _empty_cache(model, len(prompt_ids) + max_tokens)
    state = _read(model, prompt_ids, cache, wanted)
    token_ids: list[int] = []
    logprobs: list[float] = []
    while True:
        row = log_softmax(_logits(model, state[-1:]))[0]
        token = draw(row, temperature, seed, len(token_ids))
        token_ids.append(token)
        logprobs.append(float(row[token]))
        drawn(token)
        if token == model.tokenizer.turn_end or len(token_ids) == max_tokens:
            return Generated(token_ids, logprobs)
        state = _read(model, [token], cache, wanted)


def rescore(model: Model, prompt_ids: list[int], token_ids: list[int]) -> Rescored:
    """Return this model's log-probabilities along another's answer, in one pass."""
    _check(model, prompt_ids, len(token_ids))
    if not all(0 <= token < model.shape.vocabulary for token in token_ids):
        raise ModelError("the answer holds token ids outside the vocabulary")
    cache = _empty_cache(model, len(prompt_ids) + len(token_ids))
    state = _read(model, [*prompt_ids, *token_ids[:-1]], cache, always)
    return Rescored(token_ids, log_softmax(_logits(model, state[len(prompt_ids) - 1 :])))


def _check(model: Model, prompt_ids: list[int], answer_length: int) -> None:
    if not prompt_ids or answer_length < 1:
        raise ModelError("an empty prompt or answer cannot be run")
    if len(prompt_ids) + answer_length > model.shape.context:
        raise ModelError(f"{len(prompt_ids)} + {answer_length} tokens exceed the context of {model.shape.context}")


def _empty_cache(model: Model, capacity: int) -> _Cache:
    shape = (model.shape.kv_heads, capacity, model.shape.head_size)
    count = len(model.layers)
    return _Cache(
        [np.empty(shape, np.float32) for _ in range(count)],
        [np.empty(shape, np.float32) for _ in range(count)],
    )


def _logits(model: Model, state: Floats) -> Floats:
    return _norm(state, model.final_norm, model) @ model.head.T


def _read(model: Model, token_ids: list[int], cache: _Cache, wanted: Wanted) -> Floats:
    """Read tokens a piece at a time, so that neither time nor memory grows with the square of a prompt."""
    states: list[Floats] = []
    for start in range(0, len(token_ids), READ_AT_ONCE):
        if not wanted():
            raise Abandoned
        states.append(_forward(model, token_ids[start : start + READ_AT_ONCE], cache))
    return np.concatenate(states)


def _forward(model: Model, token_ids: list[int], cache: _Cache) -> Floats:
    """Read tokens after those in the cache; return the state after each."""
    state = model.embedding[token_ids]
    for index, layer in enumerate(model.layers):
        state = state + _attention(model, layer, index, state, cache)
        state = state + _feed(model, layer, state)
    cache.length += len(token_ids)
    return state


def _attention(model: Model, layer: Layer, index: int, state: Floats, cache: _Cache) -> Floats:
    shape = model.shape
    count, start = len(state), cache.length
    end = start + count
    q_width, kv_width = shape.heads * shape.head_size, shape.kv_heads * shape.head_size
    mixed = _norm(state, layer.attention_norm, model) @ layer.qkv.T
    q = mixed[:, :q_width].reshape(count, shape.heads, shape.head_size)
    k = mixed[:, q_width : q_width + kv_width].reshape(count, shape.kv_heads, shape.head_size)
    v = mixed[:, q_width + kv_width :].reshape(count, shape.kv_heads, shape.head_size)
    cache.keys[index][:, start:end] = _rotate(model, k, start).transpose(1, 0, 2)
    cache.values[index][:, start:end] = v.transpose(1, 0, 2)
    keys, values = cache.keys[index][:, :end], cache.values[index][:, :end]

    group = shape.heads // shape.kv_heads
    grouped = _rotate(model, q, start).transpose(1, 0, 2)
    grouped = grouped.reshape(shape.kv_heads, group * count, shape.head_size)
    scores = grouped @ keys.transpose(0, 2, 1) * np.float32(shape.head_size**-0.5)
    scores = scores.reshape(shape.kv_heads, group, count, end)
    if count > 1:
        future = np.arange(end)[None, :] > np.arange(start, end)[:, None]
        scores = np.where(future, np.float32(-np.inf), scores)
    scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    blended = scores.reshape(shape.kv_heads, group * count, end) @ values
    blended = blended.reshape(shape.heads, count, shape.head_size).transpose(1, 0, 2)
    return blended.reshape(count, q_width) @ layer.output.T


def _feed(model: Model, layer: Layer, state: Floats) -> Floats:
    both = _norm(state, layer.feed_norm, model) @ layer.gate_up.T
    gate, up = both[:, : model.shape.hidden], both[:, model.shape.hidden :]
    # A large negative gate overflows exp to infinity, and x / inf is the right 0.
    with np.errstate(over="ignore"):
        active = gate / (np.float32(1) + np.exp(-gate)) * up
    return np.asarray(active, dtype=np.float32) @ layer.down.T


def _norm(state: Floats, weight: Floats, model: Model) -> Floats:
    mean_square = (state * state).mean(axis=-1, keepdims=True)
    scale = np.sqrt(mean_square + np.float32(model.shape.norm_epsilon))
    return np.asarray(state / scale * weight, dtype=np.float32)


def _rotate(model: Model, x: Floats, start: int) -> Floats:
    """Turn neighbouring pairs by their position's angle (the layout GGUF stores)."""
    cos = model.rope_cos[start : start + len(x), None, :]
    sin = model.rope_sin[start : start + len(x), None, :]
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = np.empty_like(x)
    turned[..., 0::2] = even * cos - odd * sin
    turned[..., 1::2] = even * sin + odd * cos
    return turned
