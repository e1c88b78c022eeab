"""The hostile market with a validator's side that is broken in another way each round."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.hostile import market as whole
from tests.hostile.market import Said, Task

from taonet.subnet import Exam, Miner, Round, Verdict, ready

GOOD = 6
"""The round from which on everything is well."""


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    """Draw well, but for two rounds."""
    match number:
        case 0:
            raise LookupError("no more questions")
        case 1:
            return Task("x" * 10_000)
    return whole.draw(number, miner, secret)


async def judge(asked: Round[Task, Said]) -> Sequence[Verdict]:
    """Judge badly, until it is well."""
    wrong: Any = {
        2: [Verdict(math.nan, "") for _ in asked.exchanges],
        3: [*(Verdict(1.0, "") for _ in asked.exchanges), Verdict(1.0, "one more")],
        4: {exchange.miner.uid: 1.0 for exchange in asked.exchanges},
    }
    if asked.number == 5:
        raise RecursionError("round and round")
    return wrong.get(asked.number) or await whole.judge(asked)


market = replace(whole.market, validator=ready(Exam(draw, judge)))
