"""Two keys, a tiny protocol and a chain of a few lines."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from bittensor.intents import ServeAxon, SetWeights
from bittensor.keyfiles import Keypair

from taonet.neuron.chain import Chain
from taonet.neuron.market import Protocol


class EchoTask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


class EchoAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str


ECHO = Protocol("echo/1", EchoTask, EchoAnswer, max_task_bytes=2_000, max_answer_bytes=2_000)


@dataclass(frozen=True)
class Amount:
    rao: int


@dataclass
class Row:
    uid: int
    hotkey: str
    validator_permit: bool = False
    total_stake: Amount = Amount(0)
    axon: str | None = None
    last_update: int = 0


@dataclass
class Graph:
    neurons: list[Row]
    block: int = 100
    tempo: int = 20


@dataclass
class Result:
    success: bool = True
    message: str = "ok"
    error: Exception | None = None


@dataclass
class FakeClient:
    """Keeps a metagraph and applies the two intents that neurons use."""

    graph: Graph | None
    down: int = 0
    refuse: Exception | None = None
    set_weights_calls: list[dict[int, float]] = field(default_factory=list)
    closed: int = 0

    @property
    def subnets(self) -> "FakeClient":
        return self

    async def metagraph(self, netuid: int, *, commitments: bool = True) -> Graph | None:
        del netuid, commitments
        self._fail_while_down()
        return self.graph

    async def execute(self, intent: Any, wallet: Any, **options: Any) -> Result:
        del options
        self._fail_while_down()
        if self.refuse is not None:
            raise self.refuse
        assert self.graph is not None
        if isinstance(intent, ServeAxon):
            row = next(r for r in self.graph.neurons if r.hotkey == wallet.ss58_address)
            row.axon = f"{intent.ip}:{intent.port}"
        if isinstance(intent, SetWeights):
            assert intent.uids is not None
            assert intent.weights is not None
            self.set_weights_calls.append(dict(zip(intent.uids, intent.weights, strict=True)))
        return Result()

    async def close(self) -> None:
        self.closed += 1

    def _fail_while_down(self) -> None:
        if self.down:
            self.down -= 1
            raise ConnectionRefusedError("node is away")


@dataclass
class Lab:
    """The parts of a test: names for keys, a chain, and what was logged and slept."""

    client: FakeClient
    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def log(self, event: str, **facts: object) -> None:
        self.events.append((event, facts))

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def chain(self, signer: Keypair) -> Chain:
        async def connect() -> FakeClient:
            return self.client

        return Chain(connect, 1, signer, sleep=self.sleep, log=self.log)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def alice() -> Keypair:
    return Keypair.create_from_uri("//Alice")


@pytest.fixture(scope="session")
def bob() -> Keypair:
    return Keypair.create_from_uri("//Bob")


@pytest.fixture(scope="session")
def mallory() -> Keypair:
    return Keypair.create_from_uri("//Mallory")


@pytest.fixture
def lab(alice: Keypair, bob: Keypair) -> Lab:
    """Alice validates at uid 0, Bob mines at uid 1."""
    rows = [
        Row(0, alice.ss58_address, validator_permit=True, total_stake=Amount(10**12)),
        Row(1, bob.ss58_address),
    ]
    return Lab(FakeClient(Graph(rows)))


@pytest.fixture
def echo() -> Protocol[EchoTask, EchoAnswer]:
    return ECHO


@pytest.fixture
def row() -> Callable[..., Row]:
    return Row
