"""A gateway and miners in this process, over real sockets, on a made-up chain."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import openai
from bittensor.keyfiles import Keypair
from msgspec import Struct
from prometheus_client import CollectorRegistry

from taonet.gateway.serving import RunningGateway, serve_gateway
from taonet.gateway.settings import GatewaySettings
from taonet.gateway.text import TextSide, form_check
from taonet.http import LIMITED, listen, running
from taonet.markets.text import honest
from taonet.markets.text.backends import MODEL, native_backend
from taonet.markets.text.model import Model
from taonet.markets.text.protocol import TEXT_PROTOCOL, TextAnswer, TextPart, TextTask
from taonet.neuron.access import Access
from taonet.neuron.market import Protocol, Streaming
from taonet.neuron.server import make_app
from taonet.neuron.worker import Worker
from taonet.testing.neurons import Lab, dev_key

OWN = dev_key("gateway")
ASK = {"model": MODEL, "messages": [{"role": "user", "content": "the thing"}], "max_tokens": 8, "seed": 5}


async def until(condition: Callable[[], object]) -> None:
    """Let others run until something holds."""
    while not condition():  # noqa: ASYNC110  what is waited for has no event
        await asyncio.sleep(0)


@dataclass
class World:
    """A gateway that runs, its chain, and an official client of OpenAI's that asks it."""

    lab: Lab
    running: RunningGateway
    client: openai.AsyncOpenAI
    http: httpx.AsyncClient
    reread: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.running.port}"

    async def chat(self, **changes: Any) -> Any:
        """Ask as OpenAI's client does."""
        return await self.client.chat.completions.create(**{**ASK, **changes})

    async def post(self, body: bytes | dict[str, Any], **headers: str) -> httpx.Response:
        """Ask as anybody can."""
        given = {"json": body} if isinstance(body, dict) else {"content": body}
        return await self.http.post(f"{self.url}/v1/chat/completions", headers=headers, **given)

    async def account(self) -> dict[int, dict[str, Any]]:
        """Return the account's lines by uid."""
        found = (await self.http.get(f"{self.url}/v1/account")).json()["subnets"]["text"]
        return {line["uid"]: line for line in found["account"]}


def honest_miner(model: Model) -> Streaming[TextTask]:
    """Return a miner that runs the model."""
    worker = Worker(ThreadPoolExecutor(1), most_waiting=10_000, unit="tokens", metrics=CollectorRegistry())
    return honest(native_backend(model, worker), MODEL)


def saying(*parts: str, answer: Callable[[TextTask], TextAnswer]) -> Streaming[TextTask]:
    """Return a miner that says these parts, whatever its answer is."""

    async def speak(task: TextTask, caller: str) -> AsyncGenerator[Struct]:
        for part in parts:
            yield TextPart(part)
        yield answer(task)

    return Streaming(speak)


@asynccontextmanager
async def world(
    model: Model,
    miners: Mapping[str, Any],
    *,
    incentives: tuple[float, ...] = (),
    side: TextSide | None = None,
    strangers: tuple[str, ...] = (),
    protocol: Protocol[Any, Any] = TEXT_PROTOCOL,
    **settings: Any,
) -> AsyncIterator[World]:
    """Run miners (an answer function each) and a gateway; `strangers` do not know its hotkey.

    Unless `incentives` says otherwise each has a millionth of the one before, so that they are asked in order.
    """
    lab, reread = Lab(), asyncio.Event()
    async with AsyncExitStack() as stack:
        lab.register(OWN, validator=True)
        for place, (name, answer) in enumerate(miners.items()):
            key = dev_key(name)
            port = await stack.enter_async_context(_miner(key, answer, protocol, knows=name not in strangers))
            row = lab.client.graph.neurons[lab.register(key)]
            row.axon = f"127.0.0.1:{port}"
            row.incentive = incentives[place] if incentives else 1e-6**place

        async def sleep(seconds: float) -> None:
            await reread.wait()
            reread.clear()

        chain = replace(lab.chain(OWN), sleep=sleep)
        given = GatewaySettings(**{"port": 0, "allow_local": True, **settings})
        own_side = side or TextSide(model.tokenizer, form_check(model.tokenizer))
        gateway = await stack.enter_async_context(serve_gateway(chain, given, text=own_side))
        for front in gateway.gateway.fronts().values():
            front.rng = random.Random(1)
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=20, verify=False))
        client = openai.AsyncOpenAI(
            base_url=f"http://127.0.0.1:{gateway.port}/v1", api_key="a-key-of-a-test", http_client=http, max_retries=0
        )
        yield World(lab, gateway, client, http, reread)


@asynccontextmanager
async def _miner(key: Keypair, answer: Any, protocol: Protocol[Any, Any], *, knows: bool) -> AsyncIterator[int]:
    access = Access(frozenset({OWN.ss58_address} if knows else ()))
    app = make_app(protocol, answer, signer=key, access=access)
    with closing(listen("127.0.0.1", 0)) as listener:
        async with running(app, listener, **LIMITED, log_level="critical"):
            yield listener.getsockname()[1]
