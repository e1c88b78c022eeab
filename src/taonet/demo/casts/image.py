"""The image market's cast: the best model, three that draw worse and say how, and those who are found out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from taonet.demo.casts.cast import PACE, Cast, Part
from taonet.demo.miners.image import Behaviour, MinerOptions
from taonet.markets.image import ImageRound, ValidatorOptions
from taonet.markets.image.png import decode_png
from taonet.markets.image.protocol import IMAGE_PROTOCOL, MAX_STEPS, ImageAnswer, ImageTask
from taonet.markets.image.rules import look
from taonet.markets.image.scenes import parse_caption
from taonet.markets.image.weights import FAIR_MODEL, MODEL, WEAK_MODEL


def seen_in_pixels(rounds: Sequence[ImageRound]) -> float:
    """Return the mean of what the pixels of a miner's pictures have of what was asked."""
    marks = [
        look(decode_png(exchange.reply.answer.png, exchange.task.size), scene).adherence
        for one in rounds
        for exchange in one.exchanges
        if exchange.reply is not None and (scene := parse_caption(exchange.task.prompt)) is not None
    ]
    return sum(marks) / len(marks)


def _question(task: ImageTask) -> str:
    return task.prompt


def _answer(task: ImageTask, answer: ImageAnswer) -> str:
    """Return what a picture shows, in words: its marks."""
    scene = parse_caption(task.prompt)
    if scene is None:
        return f"a picture by {answer.model}"
    found = look(decode_png(answer.png, task.size), scene)
    seen = (f"background {found.background:.0%}", f"colour {found.colour:.0%}", f"shape {found.shape:.0%}")
    return f"a picture by {answer.model}: {', '.join(seen)}, place {found.place:.0%}"


def _runs(
    model: str, behaviour: Behaviour = Behaviour.HONEST, steps: int = MAX_STEPS
) -> Callable[[Path], MinerOptions]:
    return lambda shared: MinerOptions(behaviour=behaviour, model=model, steps=steps, share_dir=shared)


cast = Cast(
    name="image",
    market="taonet.markets.image",
    players="taonet.demo.miners.image",
    protocol=IMAGE_PROTOCOL,
    miners=(
        Part("strong", "honest", "the asked model", _runs(MODEL)),
        Part("fair", "honest", "an earlier one, and says so", _runs(FAIR_MODEL)),
        Part("weak", "honest", "a still earlier one", _runs(WEAK_MODEL)),
        Part("poor", "honest", "that one, in a single step", _runs(WEAK_MODEL, steps=1)),
        Part("slow", "slow", "the asked model, late", _runs(MODEL, Behaviour.SLOW)),
        Part("leaver", "offline", "the asked model, till it goes", _runs(MODEL)),
        Part(
            "nonsense", "random", "coloured noise", _runs(MODEL, Behaviour.NONSENSE),
            caught="its steps are not those that the model takes",
        ),
        Part(
            "copycat", "copier", "hands in another's pictures", _runs(MODEL, Behaviour.COPYCAT),
            caught="another's picture does not begin with its own seed's noise",
        ),
    ),
    quality=seen_in_pixels,
    question=_question,
    answer=_answer,
    fresh="each gets its own scene to draw, and a seed whose noise the drawing must begin with:",
    asking=replace(PACE, memory=0.95),
    judging=ValidatorOptions(),
    view=("gallery",),
)  # fmt: skip
