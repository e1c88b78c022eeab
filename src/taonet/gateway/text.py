"""What a gateway needs to know of the text market: tokens, and whether an answer is one to pass on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from taonet.gateway.settings import CheckOption
from taonet.markets.text.authenticity import fault_in, fraud_in
from taonet.markets.text.backends import CATALOGUE, MODEL, load_catalogue_model, prompt_of
from taonet.markets.text.model import Model
from taonet.markets.text.model.gguf import open_gguf
from taonet.markets.text.model.tokenizer import TextTokenizer, build_tokenizer
from taonet.markets.text.model_files import find_weights
from taonet.markets.text.protocol import TextAnswer, TextPart, TextTask
from taonet.markets.text.scoring import ScoringRules
from taonet.markets.threads import limit_threads
from taonet.neuron.worker import Wanted, Worker

CheckText = Callable[[TextTask, TextAnswer, Sequence[Struct]], Awaitable[str | None]]


@dataclass(frozen=True)
class TextSide:
    """The tokenizer of the market's model, and the check of its answers."""

    tokenizer: TextTokenizer
    check: CheckText

    def tokens_in(self, task: TextTask) -> int:
        """Return the tokens that a model reads before it answers."""
        return len(prompt_of(self.tokenizer, task))


def tokens_out(answer: TextAnswer) -> int:
    """Return the tokens that a model drew for an answer."""
    return len(answer.token_ids) + answer.finished


async def text_side(check: CheckOption, worker: Worker | None) -> TextSide:
    """Load what the check needs: the tokenizer alone, or with a worker the market's models; raise `ModelError` without."""
    if worker is None or check in ("form", "off"):
        tokenizer = await asyncio.to_thread(_load_tokenizer)
        return TextSide(tokenizer, open_check if check == "off" else form_check(tokenizer))
    limit_threads(1)
    models = {name: await asyncio.to_thread(load_catalogue_model, name) for name in CATALOGUE}
    rules = ScoringRules(check=check)

    async def proven(task: TextTask, answer: TextAnswer, parts: Sequence[Struct]) -> str | None:
        def work(wanted: Wanted) -> str | None:
            del wanted  # a pass is short
            return _fault(rules, models, task, answer)

        return _torn(parts, answer) or await worker.run(work, cost=tokens_out(answer))

    return TextSide(models[MODEL].tokenizer, proven)


def form_check(tokenizer: TextTokenizer) -> CheckText:
    """Return the check that needs no model: tokens spell the text and are as many as asked for, parts add up to it."""

    async def check(task: TextTask, answer: TextAnswer, parts: Sequence[Struct]) -> str | None:
        return _torn(parts, answer) or fault_in(tokenizer, task, answer)

    return check


async def open_check(task: TextTask, answer: TextAnswer, parts: Sequence[Struct]) -> str | None:
    """Check what holds of any model's answer: its parts add up to it."""
    del task
    return _torn(parts, answer)


def _torn(parts: Sequence[Struct], answer: TextAnswer) -> str | None:
    said = "".join(part.text for part in parts if isinstance(part, TextPart))
    return None if not parts or said == answer.text else "the parts are not the signed answer"


def _fault(rules: ScoringRules, models: dict[str, Model], task: TextTask, answer: TextAnswer) -> str | None:
    model = models.get(answer.model)
    if model is None:
        return f"model {answer.model[:40]!r} is not of this market"
    return fault_in(model.tokenizer, task, answer) or fraud_in(rules, model, task, answer)


def _load_tokenizer() -> TextTokenizer:
    return build_tokenizer(open_gguf(find_weights()))
