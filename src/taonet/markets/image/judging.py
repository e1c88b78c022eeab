"""Judging a round of the image market: a pure function of the round and of the weights that ship with it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image

from taonet.markets.image.alike import originals
from taonet.markets.image.authenticity import fraud_in, states_in
from taonet.markets.image.encoder import Encoder
from taonet.markets.image.model import Model
from taonet.markets.image.png import BadPicture, Pixels, decode_png
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.markets.image.rules import look
from taonet.markets.image.scenes import parse_caption
from taonet.markets.image.scoring import Marks, ScoringRules, adherence, preference, verdicts_of
from taonet.markets.image.shapes import SIDE
from taonet.markets.image.weights import CATALOGUE, ENCODERS
from taonet.neuron.market import Exchange, Round, Verdict

ImageExchange = Exchange[ImageTask, ImageAnswer]
ImageRound = Round[ImageTask, ImageAnswer]


def judge_round(
    rules: ScoringRules, models: Callable[[str], Model], encoders: Callable[[str], Encoder], asked: ImageRound
) -> list[Verdict]:
    """Score a round's exchanges. Which scorer looks at them follows from the validator's secret and the round."""
    digest = hashlib.blake2b(f"scorer/{asked.number}".encode(), key=asked.secret[:64], digest_size=8).digest()
    encoder = encoders(ENCODERS[digest[0] % len(ENCODERS)])
    looked = [_looked(rules, models, encoder, exchange, asked.secret) for exchange in asked.exchanges]
    marks = [marks for marks, _ in looked]
    worth = [adherence(rules, one) if isinstance(one, Marks) else 0.0 for one in marks]
    for i, original in enumerate(originals([picture for _, picture in looked], worth)):
        one = marks[i]
        # What is proven authentic step by step is nobody's copy, however much alike.
        if original is not None and isinstance(one, Marks) and (rules.check == "off" or one.fraud is not None):
            whose = asked.exchanges[original]
            copied = f"a copy of the picture that miner {whose.miner.uid} drew for task {whose.number}"
            marks[i] = replace(one, fraud=copied if one.fraud is None else f"{copied}; {one.fraud}")
    return verdicts_of(rules, marks)


def thumbnail(pixels: Pixels) -> Pixels:
    """Return a picture of any size as 32 x 32 pixels, each the mean of what it covers."""
    if pixels.shape[0] == SIDE:
        return pixels
    return np.array(Image.fromarray(pixels, "RGB").resize((SIDE, SIDE), Image.Resampling.BOX), np.uint8)


def _looked(
    rules: ScoringRules, models: Callable[[str], Model], encoder: Encoder, exchange: ImageExchange, secret: bytes
) -> tuple[Marks | str, Pixels | None]:
    """Look at one answer; a string says why it counts as none."""
    if exchange.reply is None:
        return exchange.failure, None
    task, answer, seconds = exchange.task, exchange.reply.answer, exchange.reply.seconds
    try:
        full = decode_png(answer.png, task.size)
    except BadPicture as error:
        return str(error), None
    scene = parse_caption(task.prompt)
    if scene is None:
        return f"the prompt is none of this market's: {task.prompt[:60]!r}", None
    pixels = thumbnail(full)
    # The steps of a foreign model are its own affair; those of a model of the catalogue are its work.
    work = 1 if rules.check == "off" else answer.steps
    marks = Marks(look(pixels, scene), preference(rules, encoder, pixels, scene), work / max(seconds, 1e-3))
    if rules.check == "off":
        return marks, pixels
    if answer.model not in CATALOGUE:
        return f"model {answer.model[:40]!r} is not of this market", None
    if answer.steps > task.steps:
        return f"{answer.steps} steps, and {task.steps} were asked for", None
    states = states_in(answer)
    if isinstance(states, str):
        return states, None
    return replace(marks, fraud=fraud_in(models(answer.model), task, answer, states, full, secret)), pixels
