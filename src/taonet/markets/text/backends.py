"""Where a miner's text comes from: our engine, or any OpenAI-compatible server.

A backend is one function: `generate(prompt, seed, max_tokens, temperature)`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final

from taonet.markets.text.model import Model, generate
from taonet.markets.text.protocol import TextAnswer

Seconds = float


class BackendError(Exception):
    """A backend gave no usable completion; the message says what is wrong."""


@dataclass(frozen=True)
class Completion:
    """A text, its tokens without the end token, and their log-probabilities."""

    text: str
    token_ids: list[int]
    logprobs: list[float]
    finished: bool

    def as_answer(self, model: str) -> TextAnswer:
        """Return the wire form, declared as the work of `model`."""
        return TextAnswer(model, self.text, self.token_ids, self.logprobs, self.finished)


Generate = Callable[[str, int, int, float], Awaitable[Completion]]

_THREADS: Final = 1  # one answer at a time: two at once would only slow each other


def native_backend(model: Model) -> Generate:
    """Return a backend that runs the model in this process, on a thread of its own."""
    worker = ThreadPoolExecutor(_THREADS, thread_name_prefix="model")

    async def run(prompt: str, seed: int, max_tokens: int, temperature: float) -> Completion:
        work = partial(complete, model, prompt, seed, max_tokens, temperature)
        return await asyncio.get_running_loop().run_in_executor(worker, work)

    return run


def complete(model: Model, prompt: str, seed: int, max_tokens: int, temperature: float) -> Completion:
    """Answer a prompt with a loaded model."""
    made = generate(
        model,
        model.tokenizer.chat_prompt(prompt),
        seed=seed,
        max_tokens=max_tokens,
        temperature=temperature,
    )
    finished = made.token_ids[-1] == model.tokenizer.turn_end
    count = len(made.token_ids) - finished
    ids = made.token_ids[:count]
    return Completion(model.tokenizer.decode(ids), ids, made.logprobs[:count], finished)
