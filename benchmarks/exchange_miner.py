"""A miner of a market without work, in a process of its own: `python -m benchmarks.exchange_miner CALLERS`.

The chain is made up, all else is a miner as `taonet miner run` starts it. It prints its port and ends with its input.
"""

from __future__ import annotations

import asyncio
import sys

import uvloop
from msgspec import Struct

from taonet.neuron.log import silent_log
from taonet.neuron.market import Exam, Market, Protocol, Round, Verdict, ready
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.testing.neurons import Lab, dev_key

MINER = "bench miner"


class Question(Struct, frozen=True, forbid_unknown_fields=True):
    """A text."""

    text: str


class Echo(Struct, frozen=True, forbid_unknown_fields=True):
    """The text, said back."""

    text: str


PROTOCOL = Protocol("echo/1", Question, Echo)


def caller(number: int) -> str:
    """Return the name of a validator's development key."""
    return f"bench validator {number}"


async def echo(task: Question, hotkey: str) -> Echo:
    """Answer at once."""
    del hotkey
    return Echo(task.text)


async def _judge(asked: Round[Question, Echo]) -> list[Verdict]:
    return [Verdict(1.0, "") for _ in asked.exchanges]


MARKET = Market(PROTOCOL, miner=ready(echo), validator=ready(Exam(lambda number, *_: Question(str(number)), _judge)))


async def main() -> None:
    """Serve until the input ends."""
    lab = Lab()
    key = dev_key(MINER)
    lab.register(key)
    for number in range(int(sys.argv[1])):
        lab.register(dev_key(caller(number)), validator=True)
    chain = lab.chain(key)
    chain.sleep, chain.log = asyncio.sleep, silent_log
    async with serve_miner(chain, MARKET, MinerSettings(port=0)) as miner:
        print(miner.host, miner.port, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main())
