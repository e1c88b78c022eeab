"""A node: the chain, its pool, and the feeds that tell the outside of new blocks.

Everything here runs on the event loop's thread; blocks are executed elsewhere and handed over when committed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import final

import anyio
import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.crypto.ss58 import BITTENSOR_PREFIX
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown
from taonet.node.engines.control import Engine
from taonet.node.machine import Candidate, Machine
from taonet.node.pool import Limits, Listener, Pool, PoolError, Waiting
from taonet.node.view import View, header_json
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.description import TOKEN_DECIMALS, TOKEN_SYMBOL
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.digest import Header
from taonet.runtime.pallets.system.limits import LENGTHS
from taonet.scale import BYTES, DecodeError

BAD_FORMAT = 1001
VERIFICATION_ERROR = 1002
INVALID_TRANSACTION = 1010
UNKNOWN_VALIDITY = 1011

FOREVER = 1 << 62
WORKERS = 2


@final
class NewBlock:
    """A committed block as the feeds show it."""

    def __init__(self, block: Candidate) -> None:
        self.hash: Hash = block.hash
        self.header: Header = block.header
        self.changes: Mapping[bytes, bytes | None] = block.changes
        self.extrinsic_hashes = [blake2_256(raw) for raw in block.body]

    @cached_property
    def header_json(self) -> msgspec.Raw:
        """Return the header as clients read it, encoded once for all who listen."""
        return msgspec.Raw(msgspec.json.encode(header_json(self.header)))


@final
class Calls:
    """How often each method was called, and how often in vain."""

    def __init__(self) -> None:
        self.called: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.sessions = 0


Feed = Callable[[NewBlock], None]


@final
class Node:
    """What the server serves."""

    def __init__(
        self,
        machine: Machine,
        *,
        chain_name: str = "Bittensor",
        dev: bool = True,
        limits: Limits | None = None,
        bare_newtypes: bool = False,
    ) -> None:
        self.machine = machine
        self.view = View(machine, bare_newtypes=bare_newtypes)
        self.chain_name = chain_name
        self.dev = dev
        self.properties: dict[str, object] = {
            "ss58Format": BITTENSOR_PREFIX,
            "tokenDecimals": TOKEN_DECIMALS,
            "tokenSymbol": TOKEN_SYMBOL,
        }
        self.pool = Pool(self._nonce_of, limits)
        self.feeds: list[Feed] = []
        self.engine: Engine | None = None
        self.calls = Calls()
        self.workers = anyio.CapacityLimiter(WORKERS)
        """Bounds what is answered on other threads; the engine's own thread is not among them."""
        self.extrinsics = 0
        """Extrinsics in the blocks since the start, inherents included."""
        self.block_seconds: list[Callable[[float], None]] = []
        """Who wants to know how long a block took to build, execute and store, in wall seconds."""
        self.last_block_at = time.monotonic()

    def _nonce_of(self, who: AccountId) -> int:
        return accounts.nonce(State(self.machine.newest), who)

    def next_nonce(self, who: AccountId) -> int:
        """Return the nonce for the account's next transaction, counting what is ready in the pool."""
        return self.pool.next_nonce(who)

    def submit(self, raw: bytes, listener: Listener | None = None) -> bytes:
        """Check a transaction and put it into the pool; return its hash or raise `PoolError` in Substrate's words.

        `listener` gets every status from the first on.
        """
        _check_form(raw)
        tx_hash = blake2_256(raw)
        self.pool.refuse_known(tx_hash)
        try:
            extrinsic, valid = self.machine.check_tx(raw)
        except TransactionInvalid as error:
            raise refusal(error) from error
        who = extrinsic.signer
        if who is None or extrinsic.signature is None:
            raise refusal(TransactionInvalid(Invalid.BadSigner))
        dies_at = min(self.view.best_number + 1 + valid.longevity, FOREVER)
        waiting = Waiting(raw, tx_hash, who, extrinsic.signature.nonce, valid.priority, dies_at)
        if listener is not None:
            waiting.listeners.append(listener)
        self.pool.add(waiting)
        if self.engine is not None:
            self.engine.transaction_arrived()
        return tx_hash

    def imported(self, block: Candidate, seconds: float | None = None) -> None:
        """Learn of a committed block: clean the pool, tell who watches a transaction, then the feeds.

        `seconds` is the wall time that building, executing and storing it took.
        """
        if seconds is not None:
            for observe in self.block_seconds:
                observe(seconds)
        self.last_block_at = time.monotonic()
        self.extrinsics += len(block.body)
        new = NewBlock(block)
        number = block.header.number
        pool = self.pool
        watched = [one for tx_hash in new.extrinsic_hashes if (one := pool.get(tx_hash)) is not None and one.listeners]
        pool.block_imported(number, new.extrinsic_hashes)
        block_hash = f"0x{block.hash.hex()}"
        for waiting in watched:
            waiting.tell({"inBlock": block_hash})
            waiting.tell({"finalized": block_hash})
        for tx_hash, _ in block.invalid:
            pool.reject(tx_hash, number)
        for feed in tuple(self.feeds):
            feed(new)


def _check_form(raw: bytes) -> None:
    """Refuse what fits into no block, and bytes that are not even a length and as many bytes."""
    if len(raw) > LENGTHS.max.normal:
        raise refusal(TransactionInvalid(Invalid.ExhaustsResources))
    try:
        BYTES.decode(raw)
    except DecodeError as error:
        raise PoolError(BAD_FORMAT, f"Extrinsic has invalid format: {error}") from error


def refusal(error: TransactionInvalid) -> PoolError:
    """Return what clients are told of a transaction that may not enter."""
    if isinstance(error.__cause__, DecodeError):
        said = f"Runtime error: Execution failed: Bad input data provided to validate_transaction: {error.__cause__}"
        return PoolError(VERIFICATION_ERROR, f"Verification Error: {said}", f"RuntimeApi({said!r})")
    if isinstance(error.reason, Invalid):
        return PoolError(INVALID_TRANSACTION, "Invalid Transaction", str(error))
    unknown = f"Custom({error.custom})" if error.reason is Unknown.Custom else error.reason.name
    return PoolError(UNKNOWN_VALIDITY, "Unknown Transaction Validity", unknown)
