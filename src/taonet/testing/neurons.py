"""A chain of a few lines for tests of neurons: a validator and miners in this process, over real sockets.

    played = play(market, {"right": None, "wrong": MinerOptions(error=1)}, rounds=2)

    assert played.weights == {"right": 1.0}

Only the chain is made up: messages are signed, sent over HTTP and checked as on a real network, and scores and weights
are the validator's own. No node runs, nothing waits, and a round takes as long as the miners' answers.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, final

import msgspec
from bittensor.intents import ServeAxon, SetWeights
from bittensor.keyfiles import Keypair

from taonet.neuron.chain import Chain
from taonet.neuron.market import Market
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.settings import ValidatorSettings
from taonet.neuron.validator import run_validator


def dev_key(name: str) -> Keypair:
    """Return the hotkey that a name stands for in tests."""
    return Keypair.create_from_uri(f"//{name}")


@final
@dataclass(frozen=True)
class Amount:
    """An amount as the official client gives it."""

    rao: int


@final
@dataclass
class Row:
    """A neuron in the metagraph."""

    uid: int
    hotkey: str
    validator_permit: bool = False
    total_stake: Amount = Amount(0)
    axon: str | None = None
    last_update: int = 0
    coldkey: str = ""
    incentive: float = 0.0


@final
@dataclass
class Graph:
    """The metagraph of the one subnet."""

    neurons: list[Row] = field(default_factory=list[Row])
    block: int = 100
    tempo: int = 20


@final
@dataclass(frozen=True)
class Block:
    """A block as the official client gives it."""

    number: int
    hash: str


@final
@dataclass
class Result:
    """What became of a transaction."""

    success: bool = True
    message: str = "ok"
    error: Exception | None = None


@final
@dataclass
class FakeClient:
    """The official client on a made-up chain: keeps a metagraph and applies the two intents that neurons use.

    `down` is how many calls fail for want of a node; `refuse` is what the chain refuses transactions with; `graph` None
    is a chain without the subnet.
    """

    graph: Graph | None = field(default_factory=Graph)
    down: int = 0
    refuse: Exception | None = None
    set_weights_calls: list[dict[int, float]] = field(default_factory=list[dict[int, float]])
    closed: int = 0
    next_epoch: int | None = None
    genesis: str = ""
    storage: dict[str, Any] = field(default_factory=dict[str, Any])
    """Items of the chain's state that tests set, by name."""

    @property
    def subnets(self) -> "FakeClient":
        """Return the reads about subnets."""
        return self

    async def metagraph(self, netuid: int, *, commitments: bool = True) -> Graph | None:
        """Return the metagraph as it is now."""
        del netuid, commitments
        self._fail_while_down()
        return None if self.graph is None else replace(self.graph, neurons=list(self.graph.neurons))

    async def wait_for_block(self, block: int | None = None) -> Block:
        """Make the next block, or go on to the block that is named."""
        self._fail_while_down()
        if self.graph is None:
            return self._block(block or 0)
        self.graph.block = self.graph.block + 1 if block is None else max(self.graph.block, block)
        return self._block(self.graph.block)

    async def block_info(self, block: int | None = None) -> Block:
        """Return a block; its hash follows from its number."""
        self._fail_while_down()
        return self._block(self.graph.block if block is None and self.graph else block or 0)

    async def query(self, item: tuple[str, str], params: list[Any] | None = None, *, block: int | None = None) -> Any:
        """Return an item of the state, None where no test has set it."""
        del params, block
        self._fail_while_down()
        return self.storage.get(item[1])

    async def runtime(self, method: tuple[str, str], params: list[Any], *, block: int | None = None) -> int | None:
        """Return the block of the next epoch, which is all that neurons ask."""
        del method, params, block
        self._fail_while_down()
        return self.next_epoch

    def _block(self, number: int) -> Block:
        if number == 0 and self.genesis:
            return Block(0, self.genesis)
        return Block(number, f"0x{hashlib.blake2b(b'%d' % number, digest_size=32).hexdigest()}")

    async def execute(self, intent: Any, wallet: Any, **options: Any) -> Result:
        """Apply an intent."""
        del options
        self._fail_while_down()
        if self.refuse is not None:
            raise self.refuse
        if self.graph is not None and isinstance(intent, ServeAxon):
            row = next(row for row in self.graph.neurons if row.hotkey == wallet.ss58_address)
            row.axon = f"{intent.ip}:{intent.port}"
        if isinstance(intent, SetWeights):
            self.set_weights_calls.append(dict(zip(intent.uids or (), intent.weights or (), strict=True)))
        return Result()

    async def close(self) -> None:
        """Close the connection."""
        self.closed += 1

    def _fail_while_down(self) -> None:
        if self.down:
            self.down -= 1
            raise ConnectionRefusedError("node is away")


def facts_of(events: Sequence[tuple[str, dict[str, object]]], event: str) -> list[dict[str, object]]:
    """Return the facts of all events of a name."""
    return [facts for name, facts in events if name == event]


@final
@dataclass
class Lab:
    """A made-up chain, and what neurons on it logged and slept."""

    client: FakeClient = field(default_factory=FakeClient)
    events: list[tuple[str, dict[str, object]]] = field(default_factory=list[tuple[str, dict[str, object]]])
    slept: list[float] = field(default_factory=list[float])

    def register(self, key: Keypair, *, validator: bool = False) -> int:
        """Give a hotkey the next uid, as a validator with permit and stake if so wanted."""
        assert self.client.graph is not None
        rows = self.client.graph.neurons
        rows.append(Row(len(rows), key.ss58_address, validator, Amount(10**12 if validator else 0)))
        return len(rows) - 1

    def log(self, event: str, **facts: object) -> None:
        """Keep an event."""
        self.events.append((event, facts))

    def of(self, event: str) -> list[dict[str, object]]:
        """Return the facts of all events of a name."""
        return facts_of(self.events, event)

    async def sleep(self, seconds: float) -> None:
        """Wait for nothing, but let others run."""
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def chain(self, signer: Keypair) -> Chain:
        """Return the chain as the neuron with this hotkey has it."""

        async def connect() -> Any:
            return self.client

        return Chain(connect, 1, signer, sleep=self.sleep, log=self.log)  # type: ignore[arg-type]


@final
@dataclass(frozen=True)
class Played:
    """What came out of some rounds, by the miners' names."""

    averages: Mapping[str, float]
    """The average scores after the last round."""
    weights: Mapping[str, float]
    """The weights that were set last; they add up to one, and who gets none is left out."""
    reasons: Mapping[str, Sequence[str]]
    """The reasons of the verdicts, one a round."""
    lab: Lab


def play(
    market: Market[Any, Any],
    miners: Mapping[str, msgspec.Struct | None],
    *,
    rounds: int = 1,
    tasks: int = 1,
    options: msgspec.Struct | None = None,
    deadline_seconds: float = 20.0,
    record: str | None = None,
) -> Played:
    """Run a market's miners, each with its own options, and one validator for some rounds, in this process.

    The validator keeps its record in memory, or in the file `record`.
    """
    lab = Lab()
    validator = dev_key("validator")
    lab.register(validator, validator=True)
    uids = {name: lab.register(dev_key(name)) for name in miners}
    settings = msgspec.structs.replace(fast_settings(rounds, tasks, deadline_seconds), record=record)

    async def scene() -> None:
        async with AsyncExitStack() as running:
            for name, own in miners.items():
                await running.enter_async_context(
                    serve_miner(lab.chain(dev_key(name)), market, MinerSettings(port=0), own)
                )
            await run_validator(lab.chain(validator), market, settings, options)

    asyncio.run(scene())
    return _played(lab, uids)


def fast_settings(rounds: int, tasks: int, deadline_seconds: float) -> ValidatorSettings:
    """Return the settings of a validator that runs its rounds one after the other and sets weights after each."""
    return ValidatorSettings(
        allow_local=True,
        rounds=rounds,
        tasks=tasks,
        round_seconds=0,
        weights_every=1,
        deadline_seconds=deadline_seconds,
    )


def _played(lab: Lab, uids: Mapping[str, int]) -> Played:
    scored = lab.of("scored")
    of = {name: [facts for facts in scored if facts["uid"] == uid] for name, uid in uids.items()}
    last = lab.client.set_weights_calls[-1] if lab.client.set_weights_calls else {}
    return Played(
        averages={name: float(str(facts[-1]["average"])) for name, facts in of.items() if facts},
        weights={name: last[uid] for name, uid in uids.items() if uid in last},
        reasons={name: [str(one["reason"]) for one in facts] for name, facts in of.items()},
        lab=lab,
    )
