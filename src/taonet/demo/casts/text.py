"""The text market's cast: the published model, three lighter ones that say so, and those who are found out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from taonet.demo.casts.cast import PACE, Cast, Part
from taonet.demo.miners.text import Behaviour, MinerOptions
from taonet.markets.text import TextRound, ValidatorOptions, question_of
from taonet.markets.text.backends import FAIR_MODEL, LIGHT_MODEL, LIGHTEST_MODEL, MODEL
from taonet.markets.text.model_files import SMOLLM2
from taonet.markets.text.protocol import TEXT_PROTOCOL, TextAnswer, TextTask
from taonet.markets.text.tasks import quality


def right_words(rounds: Sequence[TextRound]) -> float:
    """Return the mean share of expected words that a miner's answers hold."""
    shares = [
        quality(question_of(exchange.number, exchange.miner, one.secret)[0], exchange.reply.answer.text)
        for one in rounds
        for exchange in one.exchanges
        if exchange.reply is not None
    ]
    return sum(shares) / len(shares)


def _question(task: TextTask) -> str:
    return task.prompt


def _answer(task: TextTask, answer: TextAnswer) -> str:
    del task
    return answer.text


def _runs(model: str, behaviour: Behaviour = Behaviour.HONEST) -> Callable[[Path], MinerOptions]:
    return lambda shared: MinerOptions(behaviour=behaviour, model=model, share_dir=shared)


cast = Cast(
    name="text",
    market="taonet.markets.text",
    players="taonet.demo.miners.text",
    protocol=TEXT_PROTOCOL,
    miners=(
        Part("strong", "honest", "the asked model, at full speed", _runs(MODEL)),
        Part("fair", "honest", "a lighter model, and says so", _runs(FAIR_MODEL)),
        Part("weak", "honest", "a still lighter one", _runs(LIGHT_MODEL)),
        Part("poor", "honest", "the lightest one", _runs(LIGHTEST_MODEL)),
        Part("slow", "slow", "the asked model, late", _runs(MODEL, Behaviour.SLOW)),
        Part("leaver", "offline", "the asked model, till it goes", _runs(MODEL)),
        Part(
            "nonsense", "random", "invented tokens", _runs(MODEL, Behaviour.NONSENSE),
            caught="its tokens are not those that the model draws from the seed",
        ),
        Part(
            "copycat", "copier", "hands in another's answers", _runs(MODEL, Behaviour.COPYCAT),
            caught="another's answer does not fit its own question and seed",
        ),
    ),
    quality=right_words,
    question=_question,
    answer=_answer,
    fresh="each gets its own question, and a seed that decides a true answer:",
    asking=replace(PACE, tasks=1, memory=0.95),
    judging=ValidatorOptions(),
    files=(SMOLLM2,),
)  # fmt: skip
