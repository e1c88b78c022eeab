"""A node: the chain, its pool, and the feeds that tell the outside of new blocks.

Everything here runs on the event loop's thread; blocks are executed elsewhere and handed over when committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import final

from taonet.crypto.hashing import blake2_256
from taonet.frame.state import State
from taonet.node.engines.control import Engine
from taonet.node.machine import Candidate, Machine
from taonet.node.pool import Limits, Listener, Pool, PoolError, Waiting
from taonet.node.view import View
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.system.digest import Header
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.transaction.validity import Invalid, TransactionInvalid

INVALID_TRANSACTION = 1010
UNKNOWN_VALIDITY = 1011
VERIFICATION_ERROR = 1002
BAD_FORMAT = 1001


@final
class NewBlock:
    """A committed block as the feeds show it."""

    __slots__ = ("changes", "extrinsic_hashes", "hash", "header")

    def __init__(self, block: Candidate) -> None:
        self.hash: Hash = block.hash
        self.header: Header = block.header
        self.changes: Mapping[bytes, bytes | None] = block.changes
        self.extrinsic_hashes = [blake2_256(raw) for raw in block.body]


Feed = Callable[[NewBlock], None]


@final
class Node:
    """What the server serves."""

    def __init__(
        self, machine: Machine, *, chain_name: str = "Bittensor", dev: bool = True, limits: Limits | None = None
    ) -> None:
        self.machine = machine
        self.view = View(machine)
        self.chain_name = chain_name
        self.dev = dev
        self.pool = Pool(self._nonce_of, limits)
        self.feeds: list[Feed] = []
        self.engine: Engine | None = None
        self.last_block_at = time.monotonic()

    def _nonce_of(self, who: AccountId) -> int:
        return System.Account.get(State(self.machine.newest), who).nonce

    def next_nonce(self, who: AccountId) -> int:
        """Return the nonce for the account's next transaction, counting what is ready in the pool."""
        return self.pool.next_nonce(who)

    def submit(self, raw: bytes, listener: Listener | None = None) -> bytes:
        """Check a transaction and put it into the pool; return its hash or raise `PoolError` in Substrate's words."""
        tx_hash = blake2_256(raw)
        self.pool.refuse_known(tx_hash)
        try:
            extrinsic, valid = self.machine.check_tx(raw)
        except TransactionInvalid as error:
            raise _refusal(error) from error
        who = extrinsic.signer
        if who is None or extrinsic.signature is None:
            raise PoolError(INVALID_TRANSACTION, "Invalid Transaction", "Invalid signing address")
        number = self.machine.best.header.number
        dies_at = min(number + 1 + valid.longevity, 1 << 62)
        waiting = Waiting(raw, tx_hash, who, extrinsic.signature.nonce, valid.priority, dies_at)
        if listener is not None:
            waiting.listeners.append(listener)
        self.pool.add(waiting)
        if self.engine is not None:
            self.engine.transaction_arrived()
        return tx_hash

    def imported(self, block: Candidate) -> None:
        """Learn of a committed block: tell watchers, clean the pool, then the feeds."""
        self.last_block_at = time.monotonic()
        new = NewBlock(block)
        number = block.header.number
        block_hash = f"0x{block.hash.hex()}"
        watched = [one for tx_hash in new.extrinsic_hashes if (one := self.pool.get(tx_hash)) is not None and one.listeners]
        self.pool.block_imported(number, new.extrinsic_hashes)
        for waiting in watched:
            waiting.tell({"inBlock": block_hash})
            waiting.tell({"finalized": block_hash})
        for tx_hash, _ in block.invalid:
            self.pool.reject(tx_hash, number)
        for feed in tuple(self.feeds):
            feed(new)


def _refusal(error: TransactionInvalid) -> PoolError:
    if isinstance(error.reason, Invalid):
        return PoolError(INVALID_TRANSACTION, "Invalid Transaction", str(error))
    return PoolError(UNKNOWN_VALIDITY, "Unknown Transaction Validity", str(error))
