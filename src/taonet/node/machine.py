"""The chain as a state machine: what both engines drive.

A proposal is executed once, on a copy of the trie and an overlay of the state; the outcome is kept until a block is
decided, so that finalising a block that this node proposed costs nothing more. Only `commit` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, final

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RUNTIME_CALL
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown, ValidTransaction
from taonet.node.backend import NewestState, PastState
from taonet.node.engines.clock import SLOT_MILLISECONDS
from taonet.node.engines.port import Finalized, Info, Moment, Prepared, TxResult
from taonet.node.store import Store, StoredBlock
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.shield.logic import is_carrier
from taonet.runtime.pallets.system.digest import HEADER, Digest, Header, PreRuntime, Seal
from taonet.runtime.pallets.timestamp.storage import Storage as Timestamp
from taonet.runtime.transaction.extrinsic import Extrinsic, encode
from taonet.scale import U64
from taonet.trie.state import Trie

AURA = b"aura"
ZERO_ROOT = Hash(bytes(32))
MAX_FULL = 8
"""Candidates in a row that find no room before a block counts as full."""


class Author(Protocol):
    """What the node that proposes a block adds to it and how it signs."""

    def inherents(self) -> list[bytes]:
        """Return the author's own unsigned extrinsics for the next block."""
        ...

    def committed(self, body: Sequence[bytes]) -> None:
        """Learn which extrinsics a committed block holds; until then the inherents stay as they are."""
        ...

    def holds_key_of(self, carrier: Extrinsic) -> bool:
        """Tell whether a carrier was made for this author."""
        ...

    def unshield(self, carrier: Extrinsic) -> bytes | None:
        """Return the transaction inside a carrier, or None when there is none that can be read."""
        ...

    def seal(self, header_hash: bytes) -> bytes | None:
        """Return the signature under a header, or None when the engine seals otherwise."""
        ...


@final
@dataclass(frozen=True, slots=True)
class Candidate:
    """A block executed and not yet committed."""

    moment: Moment
    txs: tuple[bytes, ...]
    body: tuple[bytes, ...]
    header: Header
    hash: Hash
    changes: Mapping[bytes, bytes | None]
    trie: Trie
    results: tuple[TxResult, ...]
    invalid: tuple[tuple[bytes, str], ...] = ()


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


Committed = Callable[[Candidate], None]


@final
@dataclass(slots=True)
class _Building:
    """A block under construction."""

    s: State
    body: list[bytes] = field(default_factory=list[bytes])
    txs: list[bytes] = field(default_factory=list[bytes])
    results: list[TxResult] = field(default_factory=list[TxResult])
    invalid: list[tuple[bytes, str]] = field(default_factory=list[tuple[bytes, str]])


@final
class Machine:
    """The chain's state machine over a store. Make it with `open_machine`."""

    def __init__(
        self,
        store: Store,
        trie: Trie,
        best: Best,
        author: Author | None,
        *,
        keep_root: bool = True,
        check_invariants: bool = False,
    ) -> None:
        self.store = store
        self.newest = NewestState(store)
        self.best = best
        self._trie = trie
        self._author = author
        self._keep_root = keep_root
        self._check_invariants = check_invariants
        self._candidate: Candidate | None = None
        self._writes: dict[bytes, bytes | None] = {}
        self.listeners: list[Committed] = []

    def candidate(self) -> Candidate:
        """Return the block that was finalised and not yet committed."""
        if self._candidate is None:
            raise OutOfTurn("there is no finalised block")
        return self._candidate

    def rewind(self, number: int) -> None:
        """Forget all blocks above `number`; refuses what the store cannot restore."""
        with self.newest.changing():
            self.store.rollback(number)
            self.newest.forget()
            self._candidate = None
            if self._keep_root:
                self._trie = Trie.build(self.store.iterate(b""))
            self.best = best_of(self.store)

    def set_storage(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Let the next block begin with these writes, None removes: a developer's power, no part of the rules."""
        self._writes.update(changes)
        self._candidate = None

    def info(self) -> Info:
        """Return the last durable height and its hash."""
        return Info(self.best.header.number, self.best.hash)

    def init_chain(self) -> bytes:
        """Return the hash of genesis, which the store holds since it was opened."""
        return self.store.block_hash(0) or b""

    def state(self) -> State:
        """Return a fresh overlay over the newest state."""
        return State(self.newest)

    def opened(self) -> State:
        """Return a state in which the next block is open, for a dry run; nothing keeps it."""
        header = self.best.header
        last = Timestamp.Now.get(self.state())
        return self._open(Moment(header.number + 1, last + SLOT_MILLISECONDS)).s

    def check_tx(self, raw: bytes) -> tuple[Extrinsic, ValidTransaction]:
        """Judge a transaction for the pool; raises `TransactionInvalid`."""
        return executive.validate_transaction(self.state(), raw, self.best.hash)

    def prepare_proposal(self, moment: Moment, candidates: Iterable[bytes], max_bytes: int) -> Prepared:
        """Execute candidates in order, keep those that enter, and put what the author adds among them."""
        building = self._open(moment)
        inherents = self._author.inherents() if self._author is not None else []
        for raw in inherents:
            self._enter(building, raw)
        room = max_bytes - sum(map(len, building.txs))
        full = 0
        for raw in candidates:
            if full >= MAX_FULL:
                break
            extrinsic = self._read(building, raw)
            if extrinsic is None or self._waits_for_another(extrinsic):
                continue
            inner = self._author.unshield(extrinsic) if self._author and is_carrier(extrinsic.call) else None
            if len(raw) + len(inner or b"") > room:
                full += 1
                continue
            reason = self._try(building, extrinsic)
            if reason is Invalid.ExhaustsResources:
                full += 1
            elif reason is None:
                full = 0
                room -= len(raw)
                room -= self._follow(building, inner)
        candidate = self._close(building, moment)
        self._candidate = candidate
        return Prepared(candidate.txs, candidate.invalid)

    def _waits_for_another(self, extrinsic: Extrinsic) -> bool:
        """Tell whether this is a carrier that this node cannot open: it stays in the pool, and its signer pays nothing."""
        return is_carrier(extrinsic.call) and not (self._author and self._author.holds_key_of(extrinsic))

    def _follow(self, building: _Building, inner: bytes | None) -> int:
        """Put the transaction from inside a carrier behind it if it may enter; return the bytes it took."""
        extrinsic = None if inner is None else self._read(building, inner)
        return extrinsic.length if extrinsic is not None and self._try(building, extrinsic) is None else 0

    def process_proposal(self, moment: Moment, txs: Sequence[bytes]) -> bool:
        """Refuse only what is structurally impossible: a wrong height, undecodable bytes, inherents out of place."""
        if moment.height != self.best.header.number + 1:
            return False
        try:
            extrinsics = [executive.read_extrinsic(raw) for raw in txs]
        except TransactionInvalid:
            return False
        return _inherents_are_proper(extrinsics)

    def finalize_block(self, moment: Moment, txs: Sequence[bytes]) -> Finalized:
        """Execute a decided block, or take the outcome of the same proposal."""
        wanted = tuple(txs)
        candidate = self._candidate
        if candidate is None or candidate.moment != moment or candidate.txs != wanted:
            building = self._open(moment)
            for raw in wanted:
                self._enter(building, raw)
            candidate = self._close(building, moment)
            self._candidate = candidate
        return Finalized(candidate.hash, candidate.results)

    def commit(self) -> int:
        """Write the finalised block in one transaction of the store, then tell the listeners."""
        candidate = self.candidate()
        number = candidate.header.number
        block = StoredBlock(
            number, candidate.hash, self.best.hash, HEADER.encode(candidate.header), candidate.body, candidate.changes
        )
        with self.newest.changing():
            self.store.append(block)
            self.newest.committed(candidate.changes)
            self._trie = candidate.trie
            self.best = Best(candidate.header, candidate.hash)
        self._writes = {}
        if self._author is not None:
            self._author.committed(candidate.body)
        self._candidate = None
        for listener in tuple(self.listeners):
            listener(candidate)
        return 0

    def _open(self, moment: Moment) -> _Building:
        s = self.state()
        for key, value in self._writes.items():
            if value is None:
                s.delete(key)
            else:
                s.put(key, value)
        slot = moment.time // SLOT_MILLISECONDS
        digest = Digest([PreRuntime(AURA, U64.encode(slot))])
        executive.open_block(s, BlockNumber(moment.height), self.best.hash, digest)
        building = _Building(s)
        clock = encode(None, RUNTIME_CALL.encode(RUNTIME.call("Timestamp", "set", moment.time)))
        executive.apply_extrinsic(s, clock)
        building.body.append(clock)
        return building

    def _enter(self, building: _Building, raw: bytes) -> None:
        """Apply a transaction of a decided block; one that may not enter leaves only a result."""
        building.txs.append(raw)
        try:
            applied = executive.apply_extrinsic(building.s, raw)
        except TransactionInvalid as error:
            building.results.append(TxResult(2, str(error)))
            return
        building.body.append(raw)
        building.results.append(_result(applied))

    def _read(self, building: _Building, raw: bytes) -> Extrinsic | None:
        """Decode a candidate; one that is no extrinsic of this chain is noted as invalid."""
        try:
            return executive.read_extrinsic(raw)
        except TransactionInvalid as error:
            building.invalid.append((blake2_256(raw), str(error)))
            return None

    def _try(self, building: _Building, extrinsic: Extrinsic) -> Invalid | Unknown | None:
        """Apply a candidate; return None when it entered, else why not."""
        raw = extrinsic.raw
        try:
            applied = executive.apply_decoded(building.s, extrinsic)
        except TransactionInvalid as error:
            if error.reason not in {Invalid.ExhaustsResources, Invalid.Future}:
                building.invalid.append((blake2_256(raw), str(error)))
            return error.reason
        building.txs.append(raw)
        building.body.append(raw)
        building.results.append(_result(applied))
        return None

    def _close(self, building: _Building, moment: Moment) -> Candidate:
        trie = self._trie.copy() if self._keep_root else self._trie

        def root_of(changes: Mapping[bytes, bytes | None]) -> Hash:
            if not self._keep_root:
                return ZERO_ROOT
            trie.update(changes)
            return Hash(trie.root())

        header = executive.close_block(building.s, root_of)
        if self._check_invariants:
            executive.check_invariants(building.s)
        header = self._seal(header)
        return Candidate(
            moment, tuple(building.txs), tuple(building.body), header, header.hash(), building.s.changes(), trie,
            tuple(building.results), tuple(building.invalid),
        )  # fmt: skip

    def _seal(self, header: Header) -> Header:
        seal = self._author.seal(header.hash()) if self._author is not None else None
        if seal is None:
            return header
        digest = Digest([*header.digest.logs, Seal(AURA, seal)])
        return Header(header.parent_hash, header.number, header.state_root, header.extrinsics_root, digest)

    def past_proof(self, keys: Iterable[bytes], number: int) -> list[bytes]:
        """Return the same as of an older block; its trie is built anew, which takes time."""
        past = PastState(self.store, number)
        return Trie.build(past.iterate(b"")).proof(keys, past.get)

    def proof(self, keys: Iterable[bytes]) -> list[bytes]:
        """Return the trie nodes that prove what the newest state holds under these keys."""
        return self._trie.proof(keys, self.newest.get)


def _inherents_are_proper(extrinsics: Sequence[Extrinsic]) -> bool:
    """Tell whether unsigned extrinsics stand first, are inherents, come once each, and leave the time to the engine."""
    count = next((place for place, one in enumerate(extrinsics) if one.signature is not None), len(extrinsics))
    calls = [one.call for one in extrinsics[:count]]
    return (
        all(RUNTIME.is_inherent(call) and call.call is not RUNTIME.calls["Timestamp", "set"] for call in calls)
        and len({call.call.name for call in calls}) == count
        and all(one.signature is not None for one in extrinsics[count:])
    )


class OutOfTurn(Exception):
    """The engine called out of the order that the port prescribes."""


def _result(applied: executive.Applied) -> TxResult:
    return TxResult(0, "") if applied.refusal is None else TxResult(1, type(applied.refusal).__name__)
