"""Building a block: the draft, the author's inherents, the choice of candidates, and the executed block."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown
from taonet.node.chain.tally import Outcomes, Tally, tally_of
from taonet.node.consensus.port import ACCEPTED, INVALID, REFUSED, Moment, TxResult
from taonet.primitives.ids import BlockNumber, Hash
from taonet.runtime import executive
from taonet.runtime.pallets.aura.logic import ENGINE, slot_item
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.pallets.shield.carriers import is_carrier
from taonet.runtime.pallets.shield.storage import Storage as Shield
from taonet.runtime.pallets.system.digest import DIGEST_ITEM, Digest, Header, Seal
from taonet.runtime.transaction.extrinsic import Extrinsic, encode
from taonet.trie.state import Trie

ZERO_ROOT = Hash(bytes(32))
MAX_FULL = 8
"""Candidates in sequence that do not fit before a block counts as full."""


@final
@dataclass(frozen=True)
class Block:
    """A block and all that executing it came to."""

    moment: Moment
    txs: tuple[bytes, ...]
    body: tuple[bytes, ...]
    header: Header
    hash: Hash
    changes: Mapping[bytes, bytes | None]
    trie: Trie
    results: tuple[TxResult, ...]
    invalid: tuple[tuple[bytes, str], ...]
    """Hash and reason of the candidates that can never enter."""
    seconds: float
    """Wall time that building and executing it took; once committed, storing included."""
    tally: Tally
    """What it came to, in numbers."""

    @cached_property
    def extrinsic_hashes(self) -> list[bytes]:
        """Return the hashes of what the block holds."""
        return [blake2_256(raw) for raw in self.body]

    @cached_property
    def header_json(self) -> msgspec.Raw:
        """Return the header as clients read it, encoded once for all who listen."""
        return msgspec.Raw(msgspec.json.encode(header_json(self.header)))


def header_json(header: Header) -> dict[str, object]:
    """Return a header as clients read it."""
    return {
        "parentHash": f"0x{header.parent_hash.hex()}",
        "number": hex(header.number),
        "stateRoot": f"0x{header.state_root.hex()}",
        "extrinsicsRoot": f"0x{header.extrinsics_root.hex()}",
        "digest": {"logs": [f"0x{DIGEST_ITEM.encode(item).hex()}" for item in header.digest.logs]},
    }


class Author(Protocol):
    """What the node that proposes a block adds to it and how it signs."""

    def inherents(self, s: State) -> list[bytes]:
        """Return the author's own unsigned extrinsics for the block that is open, as its rules write them."""
        ...

    def work_ahead(self) -> bool:
        """Do a little of what later blocks will need; tell whether there is more to do."""
        ...

    def committed(self, body: Sequence[bytes]) -> None:
        """Note which extrinsics a committed block holds; until then the inherents stay as they are."""
        ...

    def opens(self, carrier: Extrinsic, pending: bytes | None) -> bool:
        """Tell whether a carrier is one to open now; `pending` is the chain's pending key before this block."""
        ...

    def unshield(self, runtime: Runtime, carrier: Extrinsic) -> bytes | None:
        """Return the transaction inside a carrier, or None when there is none that these rules can read."""
        ...

    def seal(self, header_hash: bytes) -> bytes | None:
        """Return the signature under a header, or None when the engine seals otherwise."""
        ...


def inherent(runtime: Runtime, pallet: str, call: str, *args: Any) -> bytes:
    """Return an unsigned extrinsic, as authors put into blocks."""
    return encode(runtime, None, runtime.call(pallet, call, *args))


@final
@dataclass(slots=True)
class Draft:
    """A block under construction."""

    s: State
    moment: Moment
    began: float
    read: Callable[[bytes], Extrinsic]
    """Decodes an extrinsic, or refuses with `TransactionInvalid`."""
    body: list[bytes] = field(default_factory=list[bytes])
    txs: list[bytes] = field(default_factory=list[bytes])
    results: list[TxResult] = field(default_factory=list[TxResult])
    invalid: list[tuple[bytes, str]] = field(default_factory=list[tuple[bytes, str]])
    outcomes: Outcomes = field(default_factory=Outcomes)


def open_draft(s: State, moment: Moment, parent: Hash, read: Callable[[bytes], Extrinsic]) -> Draft:
    """Begin a block on top of `parent`; the first extrinsic in it is the time."""
    draft = Draft(s, moment, time.perf_counter(), read)
    digest = Digest([slot_item(moment.time // SLOT_DURATION)])
    executive.open_block(s, BlockNumber(moment.height), parent, digest)
    clock = inherent(s.runtime, "Timestamp", "set", moment.time)
    executive.apply_extrinsic(s, clock)
    draft.body.append(clock)
    return draft


def fill(draft: Draft, author: Author | None, candidates: Iterable[bytes], max_bytes: int) -> None:
    """Put in what the author adds, then candidates in order while they are valid and fit."""
    # The announcement among the inherents moves the keys on.
    pending = Shield.PendingKey.get(draft.s)
    for raw in author.inherents(draft.s) if author is not None else ():
        enter(draft, raw)
    left = max_bytes - sum(map(len, draft.txs))
    full = 0
    for raw in candidates:
        if full >= MAX_FULL:
            return
        extrinsic = _read(draft, raw)
        if extrinsic is None:
            continue
        inner = None
        if is_carrier(extrinsic.call):
            # A carrier that this node cannot open stays in the pool, and its signer pays nothing.
            if author is None or not author.opens(extrinsic, pending):
                continue
            inner = author.unshield(draft.s.runtime, extrinsic)
        if len(raw) + len(inner or b"") > left:
            full += 1
            continue
        reason = _try(draft, extrinsic)
        if reason is Invalid.ExhaustsResources:
            full += 1
        elif reason is None:
            full = 0
            left -= len(raw) + _follow(draft, inner)


def enter(draft: Draft, raw: bytes) -> None:
    """Apply a transaction of a decided block; one that may not enter leaves only a result."""
    draft.txs.append(raw)
    try:
        extrinsic = draft.read(raw)
        applied = executive.apply_decoded(draft.s, extrinsic)
    except TransactionInvalid as error:
        draft.results.append(TxResult(INVALID, str(error)))
        return
    draft.body.append(raw)
    draft.results.append(_result(applied))
    draft.outcomes[extrinsic.call.call, applied.refusal is None] += 1


def _follow(draft: Draft, inner: bytes | None) -> int:
    """Put the transaction from inside a carrier behind it if it may enter; return the bytes it took."""
    extrinsic = None if inner is None else _read(draft, inner)
    return extrinsic.length if extrinsic is not None and _try(draft, extrinsic) is None else 0


def _read(draft: Draft, raw: bytes) -> Extrinsic | None:
    """Decode a candidate; one that is no extrinsic of this chain is noted as invalid."""
    try:
        return draft.read(raw)
    except TransactionInvalid as error:
        draft.invalid.append((blake2_256(raw), str(error)))
        return None


def _try(draft: Draft, extrinsic: Extrinsic) -> Invalid | Unknown | None:
    """Apply a candidate; return None when it entered, else why not."""
    raw = extrinsic.raw
    try:
        applied = executive.apply_decoded(draft.s, extrinsic)
    except TransactionInvalid as error:
        if error.reason not in {Invalid.ExhaustsResources, Invalid.Future}:
            draft.invalid.append((blake2_256(raw), str(error)))
        return error.reason
    draft.txs.append(raw)
    draft.body.append(raw)
    draft.results.append(_result(applied))
    draft.outcomes[extrinsic.call.call, applied.refusal is None] += 1
    return None


def _result(applied: executive.Applied) -> TxResult:
    if applied.refusal is None:
        return TxResult(ACCEPTED, "")
    return TxResult(REFUSED, type(applied.refusal).__name__)


def close_draft(
    draft: Draft, author: Author | None, trie: Trie, *, seal: bytes | None, keep_root: bool, check_invariants: bool
) -> Block:
    """Close the block: its header, with the seal given or the author's, and the trie after it. The trie given stays as it is."""
    after = trie.copy() if keep_root else trie

    def root_of(changes: Mapping[bytes, bytes | None]) -> Hash:
        if not keep_root:
            return ZERO_ROOT
        after.update(changes)
        return Hash(after.root())

    header = executive.close_block(draft.s, root_of)
    if check_invariants:
        executive.check_invariants(draft.s)
    if seal is None and author is not None:
        seal = author.seal(header.hash())
    header = header if seal is None else _sealed(header, seal)
    changes = draft.s.changes()
    tally = tally_of(draft.outcomes, draft.s.events, changes)
    return Block(
        draft.moment, tuple(draft.txs), tuple(draft.body), header, header.hash(), changes, after,
        tuple(draft.results), tuple(draft.invalid), time.perf_counter() - draft.began, tally,
    )  # fmt: skip


def _sealed(header: Header, seal: bytes) -> Header:
    digest = Digest([*header.digest.logs, Seal(ENGINE, seal)])
    return Header(header.parent_hash, header.number, header.state_root, header.extrinsics_root, digest)
