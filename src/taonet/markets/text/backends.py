"""The models that this market pays for, and what runs them: our engine, or any OpenAI-compatible server.

A backend is one function: a task in, the parts of a text out as they are written, and last the `Completion`.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import Final

from taonet.markets.text.model import FULL, Model, Variant, generate, load_model, without_layers
from taonet.markets.text.model.speller import Speller
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.model_files import find_weights, floats_dir
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.market import BadTask
from taonet.neuron.worker import Wanted, Worker, always

PROMPT_TOKENS_PER_UNIT: Final = 8
"""Reading a token costs about an eighth of writing one."""
MODEL: Final = "SmolLM2-135M-Instruct"
FAIR_MODEL: Final = f"{MODEL}-29-layers"
LIGHT_MODEL: Final = f"{MODEL}-28-layers"
LIGHTEST_MODEL: Final = f"{MODEL}-26-layers"
CATALOGUE: Final[Mapping[str, Variant]] = {
    MODEL: FULL,
    FAIR_MODEL: Variant(without=(22,)),
    LIGHT_MODEL: Variant(without=(18, 22)),
    LIGHTEST_MODEL: Variant(without=(10, 14, 18, 22)),
}
"""A miner may run any of these and must say which; the validator re-scores with that one.

A lighter model is honest work of lower quality: it earns less because it answers worse.
"""


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


Generate = Callable[[TextTask], AsyncGenerator[str | Completion]]


def prompt_of(tokenizer: TextTokenizer, task: TextTask) -> list[int]:
    """Return the ids that a task's model reads before it answers."""
    return tokenizer.chat_prompt(task.prompt, [(turn.role, turn.content) for turn in task.before])


def load_catalogue_model(name: str) -> Model:
    """Load a model of the catalogue from the cache; raise `ModelError` if it is not there."""
    return load_model(find_weights(), floats_dir=floats_dir(), variant=CATALOGUE[name])


def catalogue_models(load: Callable[[str], Model]) -> Callable[[str], Model]:
    """Return a function that gives the models of the catalogue, each loaded once, and all over one copy of the weights."""

    @cache
    def model(name: str) -> Model:
        return load(MODEL) if name == MODEL else without_layers(model(MODEL), CATALOGUE[name].without)

    return model


def cost_of(prompt_tokens: int, max_tokens: int) -> int:
    """Return what an answer costs at most, in written tokens."""
    return prompt_tokens // PROMPT_TOKENS_PER_UNIT + max_tokens


def native_backend(model: Model, worker: Worker) -> Generate:
    """Return a backend that runs the model in this process, on the thread of `worker`."""

    async def run(task: TextTask) -> AsyncGenerator[str | Completion]:
        loop, said = asyncio.get_running_loop(), asyncio.Queue[str | None]()

        def work(wanted: Wanted) -> Completion:
            return complete(model, task, wanted, lambda text: loop.call_soon_threadsafe(said.put_nowait, text))

        cost = cost_of(len(prompt_of(model.tokenizer, task)), task.max_tokens)
        running = asyncio.create_task(worker.run(work, cost=cost))
        running.add_done_callback(lambda _: said.put_nowait(None))
        try:
            while (text := await said.get()) is not None:
                yield text
            yield await running
        finally:
            running.cancel()
            await asyncio.wait((running,))
            _ = running.cancelled() or running.exception()  # seen, so that it is not reported as lost

    return run


def complete(
    model: Model, task: TextTask, wanted: Wanted = always, say: Callable[[str], object] = lambda _: None
) -> Completion:
    """Answer a task with a loaded model, and `say` its text as it grows; raise `Abandoned` when nobody wants it any more."""
    speller = Speller(model.tokenizer)

    def drawn(token: int) -> None:
        if text := speller.feed(token):
            say(text)

    made = generate(
        model,
        prompt_of(model.tokenizer, task),
        seed=task.seed,
        max_tokens=task.max_tokens,
        temperature=task.temperature,
        wanted=wanted,
        drawn=drawn,
    )
    if text := speller.rest():
        say(text)
    finished = made.token_ids[-1] == model.tokenizer.turn_end
    count = len(made.token_ids) - finished
    ids = made.token_ids[:count]
    return Completion(model.tokenizer.decode(ids), ids, made.logprobs[:count], finished)


def bounded(generate: Generate, model: Model, most_prompt_tokens: int) -> Generate:
    """Return a backend that refuses prompts of more tokens than this, or than the model can hold, with `BadTask`."""

    async def run(task: TextTask) -> AsyncGenerator[str | Completion]:
        count, context = len(prompt_of(model.tokenizer, task)), model.shape.context
        if count + task.max_tokens > context:
            raise BadTask(
                f"the prompt has {count} tokens, the chat's frame included, and asks for {task.max_tokens}: "
                f"together more than the model's context of {context}"
            )
        if count > most_prompt_tokens:
            raise BadTask(
                f"the prompt has {count} tokens, the chat's frame included; this miner reads {most_prompt_tokens}"
            )
        async with aclosing(generate(task)) as parts:
            async for part in parts:
                yield part

    return run
