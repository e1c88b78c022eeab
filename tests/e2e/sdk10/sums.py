"""The market of `drive.py` as ours: the same fields, two of them under other names."""

from typing import Annotated

from msgspec import Meta, Struct

from taonet.neuron.wire.synapse import Synapse
from taonet.subnet import Exam, Market, Miner, Protocol, Round, Verdict, ready


class Task(Struct, frozen=True, forbid_unknown_fields=True):
    """Numbers to add."""

    terms: Annotated[list[int], Meta(min_length=1, max_length=100)]
    note: str = ""
    share: float = 0.5


class Sum(Struct, frozen=True, forbid_unknown_fields=True):
    """What they add up to."""

    value: int


SUMS = Protocol(
    "sum/1",
    Task,
    Sum,
    max_task_bytes=4_000,
    max_answer_bytes=4_000,
    synapse=Synapse("SumSynapse", task={"terms": "numbers"}, answer={"value": "total"}, hashed=("numbers", "share")),
)


async def add(task: Task, caller: str) -> Sum:
    """Answer rightly."""
    return Sum(sum(task.terms))


def draw(number: int, miner: Miner, secret: bytes) -> Task:
    """Make a task; every third tells the driver's miner to be wrong."""
    return Task([number, 2, 3], note="wrong" if number % 3 == 2 else "", share=0.1 * number)


async def judge(asked: Round[Task, Sum]) -> list[Verdict]:
    """Pay for right sums."""
    return [
        Verdict(float(one.reply.answer.value == sum(one.task.terms)), "answered")
        if one.reply
        else Verdict(0.0, one.failure)
        for one in asked.exchanges
    ]


MARKET = Market(SUMS, miner=ready(add), validator=ready(Exam(draw, judge)))
