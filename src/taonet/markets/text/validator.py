"""The text market as its validator sees it: fresh questions in, verdicts out."""

import asyncio
import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from taonet.markets.text.catalogue import CATALOGUE, MODEL
from taonet.markets.text.model import Model, Variant, rescore
from taonet.markets.text.protocol import TEXT_PROTOCOL, TextAnswer, TextTask
from taonet.markets.text.scoring import (
    DEFAULT_RULES,
    Marks,
    ScoringRules,
    form_fault,
    fraud_of,
    speed_of,
    verdicts_of,
)
from taonet.markets.text.tasks import MAX_TOKENS, TEMPERATURE, Question, make_question, quality
from taonet.neuron.scores import Verdict
from taonet.neuron.validator import Exchange, Market, Miner

TextExchange = Exchange[TextTask, TextAnswer]


@dataclass
class TextJudge:
    """A validator's secret, its models, and the questions it waits for answers to.

    `salt` must be unknown to miners: questions and seeds follow from it.
    """

    salt: bytes
    load: Callable[[str], Model]
    rules: ScoringRules = DEFAULT_RULES
    catalogue: Mapping[str, Variant] = field(default_factory=lambda: CATALOGUE)
    asked_model: str = MODEL
    models: dict[str, Model] = field(default_factory=dict[str, Model])
    pending: dict[int, Question] = field(default_factory=dict[int, Question])


def text_market(judge: TextJudge) -> Market[TextTask, TextAnswer]:
    """Return the text market with this judge's secret and rules."""
    worker = ThreadPoolExecutor(1, thread_name_prefix="judge")

    def make_task(number: int, miner: Miner) -> TextTask:
        return draw_task(judge, number, miner)

    async def decide(exchanges: Sequence[TextExchange]) -> Sequence[Verdict]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(worker, judge_round, judge, exchanges)

    return Market(TEXT_PROTOCOL, make_task, decide)


def draw_task(judge: TextJudge, number: int, miner: Miner) -> TextTask:
    """Draw the question and the seed of one miner in one round."""
    text = f"{number}/{miner.uid}/{miner.hotkey}".encode()
    digest = hashlib.blake2b(text, key=judge.salt, digest_size=32).digest()
    question = make_question(random.Random(digest[:16]))  # noqa: S311  # the secret is in the digest  # the secret is in the digest
    seed = int.from_bytes(digest[16:24], "little") >> 1
    judge.pending[seed] = question
    return TextTask(judge.asked_model, question.prompt, seed, MAX_TOKENS, TEMPERATURE)


def judge_round(judge: TextJudge, exchanges: Sequence[TextExchange]) -> list[Verdict]:
    """Score a round's exchanges; one model pass for each answer of good form."""
    try:
        return verdicts_of(judge.rules, [_marks(judge, exchange) for exchange in exchanges])
    finally:
        judge.pending.clear()


def _marks(judge: TextJudge, exchange: TextExchange) -> Marks | str:
    """Check one answer; a string is why it counts as none."""
    if exchange.reply is None:
        return exchange.failure
    task, answer = exchange.task, exchange.reply.answer
    question = judge.pending[task.seed]
    if judge.rules.check == "off":
        # Any model may answer, so its tokens mean nothing here: words are the work.
        words = min(len(answer.text.split()), task.max_tokens)
        speed = speed_of(len(task.prompt.split()), words, exchange.reply.seconds)
        return Marks(quality(question, answer.text), speed)
    if answer.model not in judge.catalogue:
        return f"model {answer.model[:40]!r} is not of this market"
    model = _model(judge, answer.model)
    if not all(token < model.shape.vocabulary for token in answer.token_ids):
        return "token ids outside the vocabulary"
    fault = form_fault(task, answer, model.tokenizer.decode(answer.token_ids))
    if fault is not None:
        return fault
    end = model.tokenizer.turn_end
    if end in answer.token_ids:
        return "the end token stands inside the answer"
    prompt_ids = model.tokenizer.chat_prompt(task.prompt)
    tokens = [*answer.token_ids, end] if answer.finished else answer.token_ids
    rows = rescore(model, prompt_ids, tokens).rows
    fraud = fraud_of(judge.rules, task, answer, rows, end)
    speed = speed_of(len(prompt_ids), len(tokens), exchange.reply.seconds)
    return Marks(quality(question, answer.text), speed, fraud)


def _model(judge: TextJudge, name: str) -> Model:
    if name not in judge.models:
        judge.models[name] = judge.load(name)
    return judge.models[name]
