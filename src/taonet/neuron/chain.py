"""The thin layer between neurons and the official client.

A neuron needs four things from a chain: the metagraph, the height, publishing
its endpoint, setting weights. The connection is opened when first needed and
opened again, with growing pauses, when the node went away: a neuron outlives
its node.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

import bittensor
from bittensor.error_map import ErrorCode
from bittensor.intents import ServeAxon
from bittensor.result import (
    BittensorError,
    ChainError,
    ConnectionNotReady,
    RpcConnectionError,
)
from bittensor.signing import Signer

from taonet.neuron.access import NeuronRow, Sleep
from taonet.neuron.log import Log, silent_log

CALL_SECONDS: Final = 60.0
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
PUBLISH_AGAIN: Final = 12.0

ResultT = TypeVar("ResultT")


class NotThere(Exception):
    """The chain answers, but the subnet or the hotkey is not on it."""


class Metagraph(Protocol):
    """The part of the official metagraph that is read."""

    @property
    def block(self) -> int:
        """Return the height that was read."""
        ...

    @property
    def tempo(self) -> int:
        """Return the blocks of an epoch."""
        ...

    @property
    def neurons(self) -> Sequence[NeuronRow]:
        """Return all neurons, by uid."""
        ...


class SubnetReads(Protocol):
    """`client.subnets` of the official client."""

    async def metagraph(self, netuid: int, *, commitments: bool = ...) -> Any:
        """Return a subnet's metagraph, or None."""
        ...


class ChainClient(Protocol):
    """What is used of `bittensor.Client`; tests pass a small fake."""

    @property
    def subnets(self) -> SubnetReads:
        """Return the reads about subnets."""
        ...

    async def wait_for_block(self, block: int | None = None) -> Any:
        """Wait for a block, the next one if none is named, and return its header."""
        ...

    async def block_info(self, block: int | None = None) -> Any:
        """Return a block's number and hash, of the newest if none is named, or None."""
        ...

    async def query(self, item: Any, params: list[Any] | None = None, *, block: int | None = None) -> Any:
        """Read an item of the chain's state."""
        ...

    async def runtime(self, method: Any, params: list[Any], *, block: int | None = None) -> Any:
        """Call a runtime API."""
        ...

    async def compose(self, call: Any) -> Any:
        """Return a call's bytes; raise if the chain declares none of that name."""
        ...

    async def submit_call(self, call: Any, wallet: Any, **options: Any) -> Any:
        """Sign and submit a call."""
        ...

    async def execute(self, intent: Any, wallet: Any, **options: Any) -> Any:
        """Sign and submit an intent."""
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...


Connect = Callable[[], Awaitable[ChainClient]]


@dataclass
class Chain:
    """A connection that comes back, and the hotkey that signs on it."""

    connect: Connect
    netuid: int
    signer: Signer
    sleep: Sleep = asyncio.sleep
    log: Log = silent_log
    client: ChainClient | None = field(default=None)
    errors: int = 0
    """Calls that failed for want of a node."""


@dataclass(frozen=True)
class Outcome:
    """Whether a submission went in and in which block, and if not, why and whether time alone will help."""

    done: bool
    later: bool
    message: str
    block: int | None = None


def connector(network: str) -> Connect:
    """Return a function that opens the official client on a network or endpoint."""

    async def connect() -> ChainClient:
        return await bittensor.Client(network).connect()

    return connect


async def read_metagraph(chain: Chain) -> Metagraph:
    """Return the subnet's neurons; wait as long as the node is away."""
    try:
        found = await persist(chain, lambda client: client.subnets.metagraph(chain.netuid, commitments=False))
    except ValueError as error:  # how the client says that the node's metadata lacks the call
        raise NotThere(f"the node has no metagraph call: {error}") from error
    if found is None:
        raise NotThere(f"there is no subnet {chain.netuid}")
    return found


@dataclass(frozen=True)
class Block:
    """A block's height and hash."""

    number: int
    hash: bytes


async def next_block(chain: Chain) -> Block:
    """Return the first block that comes from now on, whose hash nobody knew before; wait as long as none does."""

    async def read(client: ChainClient) -> Block:
        try:
            header = await client.wait_for_block()
        except ChainError as error:  # how the client says that its subscription broke
            raise ConnectionNotReady(str(error)) from error
        return await _block_at(client, header.number)

    return await persist(chain, read)


async def genesis_of(chain: Chain) -> bytes:
    """Return the hash of the chain's first block, which tells one chain from another."""
    return (await persist(chain, lambda client: _block_at(client, 0))).hash


async def _block_at(client: ChainClient, number: int) -> Block:
    found = await client.block_info(number)
    if found is None or found.hash is None:
        raise ConnectionNotReady(f"the node does not tell the hash of block {number}")
    return Block(number, bytes.fromhex(found.hash.removeprefix("0x")))


def own_neuron(metagraph: Metagraph, hotkey_ss58: str) -> NeuronRow | None:
    """Return the row of a hotkey, or None if it is not registered."""
    return next((row for row in metagraph.neurons if row.hotkey == hotkey_ss58), None)


async def publish_endpoint(chain: Chain, ip: str, port: int) -> None:
    """Write this miner's `ip:port` to the chain unless it is there already.

    Waits while the chain's rate limit forbids it; raises `ChainError` if it is refused.
    """
    row = own_neuron(await read_metagraph(chain), chain.signer.ss58_address)
    if row is None:
        raise NotThere(
            f"hotkey {chain.signer.ss58_address} is not registered on subnet {chain.netuid}: "
            f"register it with `btcli subnets register --netuid {chain.netuid}`"
        )
    host = f"[{ip}]" if ":" in ip else ip
    if row.axon == f"{host}:{port}":
        chain.log("published", endpoint=row.axon, already=True)
        return
    while True:
        outcome = await submit(chain, ServeAxon(netuid=chain.netuid, ip=ip, port=port))
        if outcome.done:
            chain.log("published", endpoint=f"{host}:{port}", already=False)
            return
        if not outcome.later:
            raise ChainError(f"could not publish {host}:{port}: {outcome.message}")
        chain.log("publish later", reason=outcome.message)
        await chain.sleep(PUBLISH_AGAIN)


async def submit(chain: Chain, intent: Any) -> Outcome:
    """Sign and submit an intent; a refusal by the chain is an outcome, not an exception."""
    options = {"wait_for_finalization": False, "retries": 2}
    return await _submitted(chain, lambda client: client.execute(intent, chain.signer, **options))


async def submit_call(chain: Chain, call: Any) -> Outcome:
    """Sign and submit a call that no intent makes; a refusal by the chain is an outcome, not an exception."""
    options = {"signer": "hotkey", "wait_for_finalization": False}
    return await _submitted(chain, lambda client: client.submit_call(call, chain.signer, **options))


async def _submitted(chain: Chain, work: Callable[[ChainClient], Awaitable[Any]]) -> Outcome:
    try:
        result = await persist(chain, work)
    except ChainError as error:
        return _refused(error)
    except (BittensorError, ValueError) as error:  # a ValueError says that the chain declares no such call
        return Outcome(done=False, later=False, message=str(error))
    if result.success:
        place = str(getattr(result, "extrinsic_id", None) or "").partition("-")[0]
        return Outcome(done=True, later=False, message=str(result.message), block=int(place) if place else None)
    if isinstance(result.error, ChainError):
        return _refused(result.error)
    return Outcome(done=False, later=False, message=str(result.message))


def _refused(error: ChainError) -> Outcome:
    later = error.code in (ErrorCode.RATE_LIMITED, ErrorCode.TOO_EARLY)
    return Outcome(done=False, later=later, message=str(error))


async def persist(chain: Chain, work: Callable[[ChainClient], Awaitable[ResultT]]) -> ResultT:
    """Do something on the chain, reconnecting for as long as the node is away."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await attempt(chain, work)
        except _AWAY as error:
            await disconnect(chain)
            chain.errors += 1
            chain.log("node away", reason=str(error)[:160] or type(error).__name__, retry=pause)
            await chain.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


async def attempt(chain: Chain, work: Callable[[ChainClient], Awaitable[ResultT]]) -> ResultT:
    """Do something on the chain once, connecting first if need be."""
    async with asyncio.timeout(CALL_SECONDS):
        if chain.client is None:
            chain.client = await chain.connect()
        return await work(chain.client)


async def disconnect(chain: Chain) -> None:
    """Close the connection if there is one; errors while closing do not matter."""
    client, chain.client = chain.client, None
    if client is not None:
        try:
            async with asyncio.timeout(5):
                await client.close()
        except _AWAY as error:
            chain.log("close failed", reason=str(error)[:160])


# ConnectionNotReady is what the client raises on a connection that broke.
_AWAY: Final = (RpcConnectionError, ConnectionNotReady, OSError, TimeoutError, EOFError)
