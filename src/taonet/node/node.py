"""A node: the chain, its pool and its engine, as the server sees them.

Blocks are executed elsewhere; everything here runs on the event loop's thread.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any, final

import anyio

from taonet.crypto.hashing import blake2_256
from taonet.crypto.ss58 import BITTENSOR_PREFIX
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown
from taonet.node.chain.block import Block
from taonet.node.chain.machine import Machine
from taonet.node.chain.outlook import Outlook
from taonet.node.chain.view import View
from taonet.node.consensus.port import Developer, Engine
from taonet.node.consensus.solo import Sealing, SlotClock, Solo, SoloDeveloper
from taonet.node.pool import Listener, Pool, PoolError, Waiting
from taonet.node.signatures import Signatures
from taonet.primitives.ids import AccountId
from taonet.runtime.extensions.metadata_hash import TOKEN_DECIMALS, TOKEN_SYMBOL
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.system.limits import LENGTHS
from taonet.runtime.transaction.extrinsic import Extrinsic
from taonet.runtime.transaction.pipeline import Claim
from taonet.scale import DecodeError, Reader
from taonet.scale.numbers import read_compact

BAD_FORMAT = 1001
VERIFICATION_ERROR = 1002
INVALID_TRANSACTION = 1010
UNKNOWN_VALIDITY = 1011

FOREVER = 1 << 62
NOBODY = AccountId(bytes(32))
"""Stands in the pool for who did not sign. No account is it, and one transaction of nobody's waits at a time."""
ANSWER_SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""Bounds of the histogram of answers."""
WORKERS = 2
PRUNE_EVERY = 100


@final
class Calls:
    """How often each method was called, how often it failed, and how long its answers took."""

    def __init__(self) -> None:
        self.called: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.sessions = 0
        self.seconds: defaultdict[str, float] = defaultdict(float)
        """Of all answers together."""
        self.answered: dict[str, list[int]] = {}
        """Answers by the first of `ANSWER_SECONDS` that they did not take longer than."""

    def answer_took(self, name: str, seconds: float) -> None:
        """Count an answer that was given."""
        self.seconds[name] += seconds
        buckets = self.answered.get(name)
        if buckets is None:
            buckets = self.answered[name] = [0] * (len(ANSWER_SECONDS) + 1)
        buckets[bisect_left(ANSWER_SECONDS, seconds)] += 1


@final
class Node:
    """What the server serves."""

    def __init__(
        self,
        machine: Machine,
        pool: Pool,
        engine: Engine,
        developer: Developer | None = None,
        *,
        chain_name: str = "Bittensor",
        token_symbol: str = TOKEN_SYMBOL,
        pruning: int = 0,
        bare_newtypes: bool = False,
    ) -> None:
        self.machine = machine
        self.pool = pool
        self.engine = engine
        self.developer = developer
        """None where developer methods are off."""
        self.view = View(machine, bare_newtypes=bare_newtypes)
        self.chain_name = chain_name
        self.properties: dict[str, object] = {
            "ss58Format": BITTENSOR_PREFIX,
            "tokenDecimals": TOKEN_DECIMALS,
            "tokenSymbol": token_symbol,
        }
        self.calls = Calls()
        self.signatures = Signatures()
        self.workers = anyio.CapacityLimiter(WORKERS)
        """Bounds what is answered on other threads; the engine's own thread is not among them."""
        self.extrinsics = 0
        """Extrinsics in the blocks since the start, inherents included."""
        self.last_block_at = time.monotonic()
        self._pruning = pruning
        self.notices: list[Callable[[str, str, dict[str, object]], None]] = []
        """Told of each use of a developer's power: the method, what it did in words, and the facts."""
        self._rewound: list[Callable[[], None]] = []
        machine.feed.listeners.append(self._imported)
        Outlook(machine)
        if pruning:
            machine.feed.committers.append(self._prune)

    def listen(self, block: Callable[[Block], None], rewound: Callable[[], None] = lambda: None) -> Callable[[], None]:
        """Call `block` with every new block, and `rewound` when blocks were taken back; return what ends it."""
        listeners = self.machine.feed.listeners
        listeners.append(block)
        self._rewound.append(rewound)

        def end() -> None:
            listeners.remove(block)
            self._rewound.remove(rewound)

        return end

    def notice(self, method: str, text: str, **facts: object) -> None:
        """Tell who wants to know that a developer's power was used."""
        for tell in self.notices:
            tell(method, text, facts)

    def after_rewind(self) -> None:
        """Drop what waits for a block, and tell all who listen that the newest blocks were taken back."""
        self.pool.clear()
        for tell in tuple(self._rewound):
            tell()

    def when_checked(self, raw: bytes, submit: Callable[[Claim | None], Any]) -> Any:
        """Return what `submit` makes of a transaction; later (`Later`) when another process checks its signature first."""
        if not self.signatures.takes():
            return submit(None)
        try:
            claim = self.machine.claimed(self._worth_checking(raw, blake2_256(raw)))
        except (PoolError, TransactionInvalid):
            return submit(None)  # which says why not
        return self.signatures.check(claim, lambda: submit(claim))

    def submit(self, raw: bytes, listener: Listener | None = None, claim: Claim | None = None) -> bytes:
        """Check a transaction and put it into the pool; return its hash or raise `PoolError` in Substrate's words.

        `listener` gets every status from the first on; `claim` is what the transaction was found to claim before.
        """
        tx_hash = blake2_256(raw)
        try:
            if claim is None:
                self._worth_checking(raw, tx_hash)
            extrinsic, valid = self.machine.validate(raw, claim)
        except TransactionInvalid as error:
            raise refusal(error) from error
        dies_at = min(self.view.best_number + 1 + valid.longevity, FOREVER)
        if extrinsic.signature is None:
            waiting = Waiting(raw, tx_hash, NOBODY, 0, valid.priority, dies_at, valid.provides)
        elif extrinsic.signer is None:
            raise refusal(TransactionInvalid(Unknown.CannotLookup))
        else:
            # The first tag is the nonce's, which the pool knows as account and nonce.
            tags, nonce = valid.provides[1:], extrinsic.signature.nonce
            waiting = Waiting(raw, tx_hash, extrinsic.signer, nonce, valid.priority, dies_at, tags)
        if listener is not None:
            waiting.listeners.append(listener)
        self.pool.add(waiting)
        self.engine.transaction_arrived()
        return tx_hash

    def _worth_checking(self, raw: bytes, tx_hash: bytes) -> Extrinsic:
        """Return a decoded transaction unless a look at it is enough to refuse it (`PoolError`, `TransactionInvalid`)."""
        _check_form(raw)
        self.pool.refuse_known(tx_hash)
        extrinsic = self.machine.decode(raw)
        if extrinsic.signer is not None and extrinsic.signature is not None:
            self.pool.refuse_hopeless(extrinsic.signer, extrinsic.signature.nonce, len(raw))
        return extrinsic

    def _prune(self, block: Block) -> None:
        """Forget old states now and then; on the thread that commits, as it takes long."""
        if block.header.number % PRUNE_EVERY == 0:
            self.machine.store.prune(self._pruning)

    def _imported(self, block: Block) -> None:
        """Handle a committed block: clean the pool and notify those who watch a transaction."""
        self.last_block_at = time.monotonic()
        self.extrinsics += len(block.body)
        self.signatures.block_made()
        pool, number = self.pool, block.header.number
        hashes = block.extrinsic_hashes
        watched = [one for tx_hash in hashes if (one := pool.get(tx_hash)) is not None and one.listeners]
        pool.block_imported(number, hashes)
        block_hash = f"0x{block.hash.hex()}"
        for waiting in watched:
            waiting.tell({"inBlock": block_hash})
            waiting.tell({"finalized": block_hash})
        for tx_hash, _ in block.invalid:
            pool.reject(tx_hash, number)


def solo_node(
    machine: Machine,
    *,
    sealing: Sealing = Sealing.INTERVAL,
    block_time: float = 1.0,
    clock: SlotClock | None = None,
    dev: bool = True,
    pruning: int = 0,
    bare_newtypes: bool = False,
    chain_name: str = "Bittensor",
    token_symbol: str = TOKEN_SYMBOL,
) -> Node:
    """Return a node that decides alone; `block_time` is in wall seconds, and from 12 on slots take real time.

    With `pruning`, states older than so many blocks are forgotten. `dev` gives it a developer's powers.
    """
    pool = Pool(machine.nonce)
    clock = clock or SlotClock(real_time=block_time * 1_000 >= SLOT_DURATION)
    engine = Solo(machine, pool, sealing=sealing, block_time=block_time, clock=clock)
    developer = SoloDeveloper(engine, machine) if dev else None
    return Node(
        machine,
        pool,
        engine,
        developer,
        chain_name=chain_name,
        token_symbol=token_symbol,
        pruning=pruning,
        bare_newtypes=bare_newtypes,
    )


def _check_form(raw: bytes) -> None:
    """Refuse what fits into no block, and bytes that are not even a length and as many bytes."""
    if len(raw) > LENGTHS.max.normal:
        raise refusal(TransactionInvalid(Invalid.ExhaustsResources))
    try:
        reader = Reader(raw)
        reader.take(read_compact(reader, 32))
        reader.finish()
    except DecodeError as error:
        raise PoolError(BAD_FORMAT, f"Extrinsic has invalid format: {error}") from error


def refusal(error: TransactionInvalid) -> PoolError:
    """Return the RPC error for a transaction that may not enter."""
    if isinstance(error.__cause__, DecodeError):
        reason = f"Runtime error: Execution failed: Bad input data provided to validate_transaction: {error.__cause__}"
        return PoolError(VERIFICATION_ERROR, f"Verification Error: {reason}", f"RuntimeApi({reason!r})")
    if isinstance(error.reason, Invalid):
        return PoolError(INVALID_TRANSACTION, "Invalid Transaction", str(error))
    unknown = f"Custom({error.custom})" if error.reason is Unknown.Custom else error.reason.name
    return PoolError(UNKNOWN_VALIDITY, "Unknown Transaction Validity", unknown)
