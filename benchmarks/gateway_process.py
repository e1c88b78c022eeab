"""A miner that answers at once, or a gateway before it, in a process of its own: `python -m benchmarks.gateway_process [PORT]`.

The chain is made up, the text is always the same, all else is as `taonet miner run` and `taonet gateway` start it. Without a
port it is the miner; with one it is the gateway before the miner at that port. It prints its port and ends with its input.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import uvloop
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE

from taonet.gateway.serving import serve_gateway
from taonet.gateway.settings import GatewaySettings
from taonet.gateway.text import TextSide, form_check
from taonet.markets import text
from taonet.markets.text.model.tokenizer import TextTokenizer
from taonet.markets.text.protocol import TextAnswer, TextTask
from taonet.neuron.log import silent_log
from taonet.neuron.market import Context, Market, NoOptions, Role
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.testing.neurons import Lab, dev_key

MINER, ASKER, GATEWAY = "bench text miner", "bench asker", "bench gateway"
HOST = "127.0.0.2"
TOKENS = 20


def tokenizer() -> TextTokenizer:
    """Return a tokenizer of single bytes, with the frame of a chat."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    core = Tokenizer(BPE(vocab={char: number for number, char in enumerate(["<s>", "<e>", *alphabet])}, merges=[]))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    return TextTokenizer(core, 0, 1, len(alphabet) + 2)


async def answer(task: TextTask, caller: str) -> TextAnswer:
    """Answer at once."""
    del caller
    ids = tokenizer_of_all.encode("a" * TOKENS)
    return TextAnswer(task.model, "a" * TOKENS, ids, [-0.5] * TOKENS, finished=False)


tokenizer_of_all = tokenizer()


@asynccontextmanager
async def _mine(context: Context[NoOptions]) -> AsyncGenerator[text.AnswerText]:
    del context
    yield answer


MARKET = Market(text.TEXT_PROTOCOL, miner=Role(_mine, NoOptions), validator=text.market.validator)


async def main(miner_port: int | None) -> None:
    """Serve until the input ends."""
    lab = Lab()
    for name in (ASKER, GATEWAY):
        lab.register(dev_key(name), validator=True)
    uid = lab.register(dev_key(MINER))
    chain = lab.chain(dev_key(MINER if miner_port is None else GATEWAY))
    chain.sleep, chain.log = asyncio.sleep, silent_log
    if miner_port is None:
        async with serve_miner(chain, MARKET, MinerSettings(host=HOST, port=0)) as miner:
            print(miner.port, flush=True)
            await asyncio.to_thread(sys.stdin.read)
        return
    assert lab.client.graph is not None
    lab.client.graph.neurons[uid].axon = f"{HOST}:{miner_port}"
    side = TextSide(tokenizer_of_all, form_check(tokenizer_of_all))
    async with serve_gateway(chain, GatewaySettings(port=0, allow_local=True), text=side) as gateway:
        print(gateway.port, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else None))
