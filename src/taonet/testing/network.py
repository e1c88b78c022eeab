"""A real chain for tests of neurons: a whole node in this process, its blocks in memory, reached by the official client.

    earned = play_on_chain(market, {"right": None, "wrong": MinerOptions(error=1)})

    assert earned.incentive == {"right": 1.0, "wrong": 0.0}

Nothing is made up: seats are paid for, endpoints and weights are transactions, and an epoch runs Yuma Consensus and pays.
Blocks come twenty times a second, and an epoch's at once, so that the whole takes two seconds. `play` of
`taonet.testing.neurons` is faster, and shows verdicts and weights alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, cast, final

import anyio
import bittensor as bt
import msgspec
from bittensor.signing import Signer

from taonet.crypto.keys import keypair_from_uri
from taonet.neuron.chain import Chain, connector
from taonet.neuron.market import Market
from taonet.neuron.miner import MinerSettings, serve_miner
from taonet.neuron.validator import run_validator
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.genesis import open_chain
from taonet.node.http.server import serve
from taonet.node.node import Node, solo_node
from taonet.primitives.ids import AccountId
from taonet.runtime.genesis.presets import localnet
from taonet.sim.signing import sign_call
from taonet.testing.neurons import dev_key, facts_of, fast_settings

VALIDATOR: Final = "validator"
NETUID: Final = 2
BLOCK_SECONDS: Final = 0.05
TEMPO: Final = 20
"""Blocks between two epochs, on the real network 360."""
STAKE: Final = 100 * 10**9
"""What is staked on each validator, in rao."""


@final
@dataclass(frozen=True)
class LocalChain:
    """A node with one started subnet, on which each name has a seat, and what neurons on it logged."""

    node: Node
    websocket: str
    events: list[tuple[str, dict[str, object]]] = field(default_factory=list[tuple[str, dict[str, object]]])

    def neuron(self, name: str) -> Chain:
        """Return the chain as the neuron of this name has it."""
        return Chain(connector(self.websocket), NETUID, cast("Signer", dev_key(name)), log=self.log)

    def log(self, event: str, **facts: object) -> None:
        """Keep an event."""
        self.events.append((event, facts))

    async def blocks(self, count: int = 1) -> None:
        """Make blocks."""
        if self.node.developer is not None:
            await self.node.developer.new_block(count)

    async def epoch(self) -> None:
        """Make blocks until the subnet's next epoch has run."""
        await self.blocks(TEMPO + 1)

    async def metagraph(self) -> Mapping[str, Any]:
        """Return the official client's rows of the metagraph by hotkey."""
        async with bt.Client(self.websocket) as client:
            graph: Any = await client.subnets.metagraph(NETUID, commitments=False)
        return {row.hotkey: row for row in graph.neurons}


@final
@dataclass(frozen=True)
class Earned:
    """What came out of some rounds and the epoch after them, by the miners' names, as the chain has it."""

    weights: Mapping[str, float]
    """The weights that the validator set last; they add up to one, and who gets none is left out."""
    incentive: Mapping[str, float]
    """Each miner's share of what miners earn."""
    alpha: Mapping[str, float]
    """The alpha that each miner was paid in the epoch."""
    averages: Mapping[str, float]
    """The average scores after the last round."""
    reasons: Mapping[str, Sequence[str]]
    """The reasons of the verdicts, one a round."""
    chain: LocalChain


@asynccontextmanager
async def local_chain(miners: Sequence[str], validators: Sequence[str] = (VALIDATOR,)) -> AsyncGenerator[LocalChain]:
    """Run a node with a started subnet while the body runs: each name's `dev_key` has a seat, validators stake and a permit."""
    with open_chain(localnet(), None, author=author_from_uri("//One"), keep_root=False) as machine:
        node = solo_node(machine, block_time=BLOCK_SECONDS)
        async with serve(node, port=0) as server, anyio.create_task_group() as tasks:
            chain = LocalChain(node, server.websocket)
            await _set_up(chain, miners, validators)
            tasks.start_soon(node.engine.run)
            yield chain
            tasks.cancel_scope.cancel()


async def _set_up(chain: LocalChain, miners: Sequence[str], validators: Sequence[str]) -> None:
    keys = {name: AccountId(bytes(dev_key(name).public_key)) for name in ("owner", *validators, *miners)}

    machine = chain.node.machine
    rules = machine.runtime

    def as_root(name: str, *args: object) -> tuple[str, str, object]:
        return ("Sudo", "sudo", rules.call("AdminUtils", name, *args))

    by_alice: list[tuple[Any, ...]] = [
        as_root("sudo_set_start_call_delay", 0),
        ("SubtensorModule", "register_network", keys.pop("owner")),
        ("SubtensorModule", "start_call", NETUID),
        as_root("sudo_set_subnet_emission_enabled", NETUID, True),  # noqa: FBT003  positions are the wire's
        as_root("sudo_set_commit_reveal_weights_enabled", NETUID, False),  # noqa: FBT003
        as_root("sudo_set_weights_set_rate_limit", NETUID, 0),
        as_root("sudo_set_tempo", NETUID, TEMPO),
    ]
    # Of another's, because the chain pays nothing to miners of the subnet's owner.
    by_bob: list[tuple[Any, ...]] = [
        *(("SubtensorModule", "burned_register", NETUID, key) for key in keys.values()),
        *(("SubtensorModule", "add_stake", keys[name], NETUID, STAKE) for name in validators),
    ]
    await chain.blocks()
    for signer, calls in (("//Alice", by_alice), ("//Bob", by_bob)):
        for call in calls:
            chain.node.submit(sign_call(machine.state(), keypair_from_uri(signer), rules.call(*call)))
            await chain.blocks()
    await chain.epoch()
    seated = await chain.metagraph()
    if not all(seated[dev_key(name).ss58_address].validator_permit for name in validators) or len(seated) <= len(keys):
        raise RuntimeError(f"the chain's rules do not let this subnet be: {seated}")


def play_on_chain(
    market: Market[Any, Any],
    miners: Mapping[str, msgspec.Struct | None],
    *,
    rounds: int = 1,
    tasks: int = 1,
    options: msgspec.Struct | None = None,
    deadline_seconds: float = 20.0,
) -> Earned:
    """Run a market's miners and one validator for some rounds on a real chain in this process, and then an epoch."""
    settings = fast_settings(rounds, tasks, deadline_seconds)

    async def scene() -> Earned:
        async with local_chain(tuple(miners)) as chain, AsyncExitStack() as running:
            for name, own in miners.items():
                await running.enter_async_context(serve_miner(chain.neuron(name), market, MinerSettings(port=0), own))
            before = await chain.metagraph()
            await run_validator(chain.neuron(VALIDATOR), market, settings, options)
            await chain.epoch()
            return await _earned(chain, tuple(miners), before)

    return asyncio.run(scene())


async def _earned(chain: LocalChain, miners: Sequence[str], before: Mapping[str, Any]) -> Earned:
    addresses = {name: dev_key(name).ss58_address for name in miners}
    after = await chain.metagraph()
    set_by = after[dev_key(VALIDATOR).ss58_address].uid
    async with bt.Client(chain.websocket) as client:
        found = await cast("Any", client).query(bt.storage.SubtensorModule.Weights, [NETUID, set_by])
    weights = {uid: weight for uid, weight in found or () if weight}
    scored = {
        name: [facts for facts in facts_of(chain.events, "scored") if facts["hotkey"] == address]
        for name, address in addresses.items()
    }
    return Earned(
        weights={
            name: weights[after[address].uid] / sum(weights.values())
            for name, address in addresses.items()
            if after[address].uid in weights
        },
        incentive={name: float(after[address].incentive) for name, address in addresses.items()},
        alpha={
            name: float(after[address].alpha_stake.amount) - float(before[address].alpha_stake.amount)
            for name, address in addresses.items()
        },
        averages={name: float(str(facts[-1]["average"])) for name, facts in scored.items() if facts},
        reasons={name: [str(one["reason"]) for one in facts] for name, facts in scored.items()},
        chain=chain,
    )
