"""The chain as a state machine: what every engine drives.

A proposal is executed once, on a copy of the trie and an overlay of the state; the outcome is kept until a block is
decided, so that finalising a block that this node proposed costs nothing more. Only `commit` writes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import final

from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid, ValidTransaction
from taonet.node.chain.backend import NewestState
from taonet.node.chain.block import ZERO_ROOT, Author, Block, Draft, close_draft, enter, fill, open_draft
from taonet.node.consensus.port import ACCEPTED, INVALID, Finalized, Halted, Info, Moment, Prepared, TxResult
from taonet.node.store import BrokenStore, Store, StoredBlock
from taonet.primitives.ids import AccountId, Hash
from taonet.primitives.recent import Recent
from taonet.runtime import executive
from taonet.runtime.pallets.system import accounts, blocks
from taonet.runtime.pallets.system.digest import HEADER, Header
from taonet.runtime.pallets.system.limits import LENGTHS
from taonet.runtime.pallets.system.well_known import CODE
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.rules import Rules, UnknownRules
from taonet.runtime.transaction import pipeline
from taonet.runtime.transaction.extrinsic import Extrinsic
from taonet.runtime.transaction.pipeline import Claim
from taonet.trie.state import Trie

MOST_DECODED = 16_384
MOST_DECODED_BYTES = 8 * 1024 * 1024
"""Transactions, and bytes of them, that are kept decoded until a block takes them."""


class OutOfTurn(Exception):
    """The engine called out of the order that the port prescribes."""


@final
@dataclass(frozen=True, slots=True)
class Best:
    """The block on which the next one is built."""

    header: Header
    hash: Hash


def best_of(store: Store) -> Best:
    """Return the newest block of a store that has at least genesis."""
    head = store.head()
    header = store.header(head.hash) if head is not None else None
    if head is None or header is None:
        raise OutOfTurn("the store has no genesis yet")
    return Best(HEADER.decode(header), Hash(head.hash))


@final
@dataclass(slots=True)
class Group:
    """Blocks that are committed but not written yet, and what the next one is built upon."""

    best: Best
    trie: Trie
    state: State
    blocks: list[tuple[Block, StoredBlock]] = field(default_factory=list[tuple[Block, StoredBlock]])


def check_root(trie: Trie, best: Best) -> None:
    """Refuse a state that is not that of the newest block."""
    if best.header.state_root not in {trie.root(), ZERO_ROOT}:
        raise BrokenStore(
            f"the state does not match block {best.header.number}: root 0x{trie.root().hex()}, "
            f"header says 0x{best.header.state_root.hex()}. Restore a copy or start anew"
        )


Listener = Callable[[Block], None]
CallSoon = Callable[..., object]


@final
class Feed:
    """Notifications of committed blocks: the only source of them."""

    def __init__(self) -> None:
        self.committers: list[Listener] = []
        """Told first, on the thread that commits and before `commit` returns: what works on the store."""
        self.listeners: list[Listener] = []
        """Told on the event loop's thread while there is one, and before the engine goes on there."""
        self._call_soon: CallSoon | None = None
        self._loop_thread = 0
        self._failure: Exception | None = None

    @contextmanager
    def on_this_loop(self, call_soon: CallSoon) -> Generator[None]:
        """Call the listeners on this thread's event loop while the body runs; `call_soon` is its thread-safe scheduling."""
        self._call_soon, self._loop_thread = call_soon, threading.get_ident()
        try:
            yield
        finally:
            self._call_soon = None

    def publish(self, block: Block) -> None:
        """Notify all listeners of a block; raise what a listener on the loop failed with since the last one."""
        if self._failure is not None:
            raise self._failure
        for committer in self.committers:
            committer(block)
        if self._call_soon is None or threading.get_ident() == self._loop_thread:
            self._tell(block)
        else:
            # The loop runs what it is handed in order: the end of the worker's call comes after this.
            self._call_soon(self._tell_from_loop, block)

    def _tell_from_loop(self, block: Block) -> None:
        try:
            self._tell(block)
        except Exception as error:  # noqa: BLE001  the engine, which no longer waits, gets it with the next block
            self._failure = error

    def _tell(self, block: Block) -> None:
        for listener in tuple(self.listeners):
            listener(block)


@final
class Machine:
    """The chain over a store: a `StateMachine` and an `EditableChain`. Make it with `open_chain`."""

    def __init__(
        self,
        store: Store,
        trie: Trie,
        author: Author | None,
        *,
        rules: Rules,
        keep_root: bool = True,
        check_invariants: bool = False,
    ) -> None:
        self.rules = rules
        self.store = store
        self.newest = NewestState(store)
        self.runtime = rules.named(self.newest.get(CODE))
        """The rules of the next block."""
        self._lacking: UnknownRules | None = None
        self.best = best_of(store)
        self.feed = Feed()
        self._trie = trie
        self._author = author
        self._keep_root = keep_root
        self._check_invariants = check_invariants
        self._candidate: Block | None = None
        self._group: Group | None = None
        self._writes: dict[bytes, bytes | None] = {}
        self._ahead: tuple[Hash, State] | None = None
        self._decoded: Recent[bytes, tuple[Runtime, Extrinsic]] = Recent(MOST_DECODED, MOST_DECODED_BYTES)

    # The port

    def info(self) -> Info:
        """Return the last committed block; within `together` it may not be durable yet."""
        tip = self._tip
        best = tip.best
        return Info(best.header.number, best.hash, Timestamp.Now.get(State(tip.state, self.runtime)))

    def init_chain(self) -> bytes:
        """Return the hash of genesis, which the store holds since it was opened."""
        return self.store.block_hash(0) or b""

    def check_tx(self, raw: bytes) -> TxResult:
        """Tell whether a transaction may enter the next block."""
        try:
            self.validate(raw)
        except TransactionInvalid as error:
            return TxResult(INVALID, str(error))
        return TxResult(ACCEPTED, "")

    def prepare_proposal(self, moment: Moment, candidates: Iterable[bytes], max_bytes: int | None = None) -> Prepared:
        """Execute candidates in order, keep those that enter, and put what the author adds among them."""
        draft = self._open(moment)
        fill(draft, self._author, candidates, LENGTHS.max.normal if max_bytes is None else max_bytes)
        block = self._close(draft)
        return Prepared(block.txs, block.invalid)

    def process_proposal(self, moment: Moment, txs: Sequence[bytes]) -> bool:
        """Refuse only what is structurally impossible: a wrong height, undecodable bytes, inherents out of place."""
        if moment.height != self._tip.best.header.number + 1:
            return False
        try:
            extrinsics = [self.decode(raw) for raw in txs]
        except TransactionInvalid:
            return False
        return self._inherents_are_proper(extrinsics)

    def finalize_block(self, moment: Moment, txs: Sequence[bytes], seal: bytes | None = None) -> Finalized:
        """Execute a decided block, or take the outcome of the same proposal; `seal` is that of another author."""
        wanted = tuple(txs)
        block = self._candidate
        if block is None or block.moment != moment or block.txs != wanted or seal is not None:
            draft = self._open(moment)
            for raw in wanted:
                enter(draft, raw)
            block = self._close(draft, seal)
        return Finalized(block.hash, block.results)

    def commit(self) -> int:
        """Write the finalised block in one transaction of the store, then tell the feed; all heights are kept."""
        block, group = self.candidate(), self._tip
        header = block.header
        stored = StoredBlock(
            header.number, block.hash, group.best.hash, HEADER.encode(header), block.body, block.changes
        )
        group.blocks.append((block, stored))
        self._writes = {}
        self._candidate = None
        self._go_over(block.changes.get(CODE))
        if group is not self._group:
            self._write(group.blocks)
            self._ensure_rules()
            return 0
        for key, value in block.changes.items():
            group.state.put(key, value)
        group.best, group.trie = Best(header, block.hash), block.trie
        return 0

    def work_ahead(self) -> bool:
        """Do a little of what later blocks will need; tell whether there is more to do. Blocks may be made meanwhile."""
        return self._author is not None and self._author.work_ahead()

    @contextmanager
    def together(self) -> Generator[None]:
        """Write the blocks that the body commits in one transaction, at its end; readers see none of them before."""
        self._group = group = self._tip
        written = False
        try:
            with suppress(Halted):  # which is raised again, once the blocks before it are written
                yield
            if group.blocks:
                self._write(group.blocks)
            written = True
            self._ensure_rules()
        finally:
            self._group = self._candidate = None
            if not written:
                self._go_over(self.newest.get(CODE))

    @property
    def _tip(self) -> Group:
        """Return what the next block is built upon: the group that is open, or the newest block."""
        return self._group or Group(self.best, self._trie, self.state())

    def _write(self, blocks: Sequence[tuple[Block, StoredBlock]]) -> None:
        began = time.perf_counter()
        last = blocks[-1][0]
        with self.newest.changing():
            self.store.append(*(stored for _, stored in blocks))
            for block, _ in blocks:
                self.newest.committed(block.changes)
            self._trie = last.trie
            self.best = Best(last.header, last.hash)
        if self._author is not None:
            self._author.committed(last.body)
        seconds = (time.perf_counter() - began) / len(blocks)
        for block, _ in blocks:
            self.feed.publish(replace(block, seconds=block.seconds + seconds))

    def _go_over(self, code: bytes | None) -> None:
        """Take the rules that a block's end names for the next block; note if there are none."""
        if code is None:
            return
        try:
            runtime, self._lacking = self.rules.named(code), None
        except UnknownRules as error:
            self._lacking = error
            return
        if runtime is not self.runtime:
            self.runtime, self._ahead = runtime, None

    def _ensure_rules(self) -> None:
        if self._lacking is not None:
            raise Halted(f"the chain ends here with block {self.info().height}: {self._lacking}")

    # A developer's powers

    def rewind(self, number: int) -> None:
        """Forget all blocks above `number`; refuses what the store cannot restore."""
        with self.newest.changing():
            restored = self.store.rollback(number)
            self.newest.committed(restored)
            self._candidate = None
            self.best = best_of(self.store)
            self._go_over(self.newest.get(CODE))
            if self._keep_root:
                self._trie = self._trie.copy()
                self._trie.update(restored)
                check_root(self._trie, self.best)

    def set_storage(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Let the next block begin with these writes, None removes."""
        self._writes.update(changes)
        self._candidate = None

    # Reading

    def state(self) -> State:
        """Return a fresh overlay over the newest state."""
        return State(self.newest, self.runtime)

    def nonce(self, who: AccountId) -> int:
        """Return the nonce that an account's next transaction must have."""
        return accounts.nonce(self._state_ahead(), who)

    def validate(self, raw: bytes, claim: Claim | None = None) -> tuple[Extrinsic, ValidTransaction]:
        """Decode and validate a transaction for the pool; raises `TransactionInvalid`.

        `claim` is what `claimed` said of it; it is used unless a block came since.
        """
        extrinsic, s = self.decode(raw), self._state_ahead()
        mark = s.mark()
        try:
            if claim is None or claim.state is not s or not pipeline.is_known_good(claim):
                return extrinsic, executive.validate_ahead(s, extrinsic)
            return extrinsic, executive.validate_ahead(s, extrinsic, claim.transaction)
        finally:
            s.undo(mark)

    def claimed(self, extrinsic: Extrinsic) -> Claim:
        """Return what a transaction's signature must be good for in the next block; raises `TransactionInvalid`."""
        return pipeline.claimed(self._state_ahead(), extrinsic)

    def _state_ahead(self) -> State:
        """Return the state that looks ahead to the next block, one for all that is validated until there is a new best."""
        best = self.best.hash
        if self._ahead is None or self._ahead[0] != best:
            s = self.state()
            blocks.look_ahead(s, best)
            self._ahead = (best, s)
        return self._ahead[1]

    def decode(self, raw: bytes) -> Extrinsic:
        """Return a decoded extrinsic, from memory if it was decoded lately; raises `TransactionInvalid`."""
        runtime, known = self.runtime, self._decoded.get(raw)
        if known is not None and known[0] is runtime:
            return known[1]
        extrinsic = executive.read_extrinsic(runtime, raw)
        self._decoded.add(raw, (runtime, extrinsic), len(raw))
        return extrinsic

    def candidate(self) -> Block:
        """Return the block that was executed last and is not yet committed."""
        if self._candidate is None:
            raise OutOfTurn("there is no finalised block")
        return self._candidate

    @property
    def trie(self) -> Trie:
        """Return the trie of the newest state."""
        return self._trie

    # Building

    def _open(self, moment: Moment) -> Draft:
        self._ensure_rules()
        tip = self._tip
        s = State(tip.state, self.runtime) if tip is self._group else tip.state
        for key, value in self._writes.items():
            if value is None:
                s.delete(key)
            else:
                s.put(key, value)
        return open_draft(s, moment, tip.best.hash, self.decode)

    def _close(self, draft: Draft, seal: bytes | None = None) -> Block:
        self._candidate = block = close_draft(
            draft, self._author, self._tip.trie,
            seal=seal, keep_root=self._keep_root, check_invariants=self._check_invariants,
        )  # fmt: skip
        return block

    def _inherents_are_proper(self, extrinsics: Sequence[Extrinsic]) -> bool:
        """Tell whether inherents come first, once each, and do not set the time; what follows was signed or need not be."""
        count = next((place for place, one in enumerate(extrinsics) if not _is_inherent(one)), len(extrinsics))
        calls = [one.call.call for one in extrinsics[:count]]
        return (
            self.runtime.calls["Timestamp", "set"] not in calls
            and len(set(calls)) == count
            and all(one.signature is not None or one.call.call.policy.unsigned for one in extrinsics[count:])
        )


def _is_inherent(extrinsic: Extrinsic) -> bool:
    return extrinsic.signature is None and extrinsic.call.call.policy.inherent
