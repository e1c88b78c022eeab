"""Executing a block again: what it writes, what happens in it, and whether it comes to its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import final

import msgspec

from taonet.crypto.signatures import verify_sr25519
from taonet.frame.event import Event
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid
from taonet.node.chain.block import ZERO_ROOT, close_draft, enter, open_draft
from taonet.node.chain.importing import difference, seal_of, time_of
from taonet.node.consensus.port import Moment
from taonet.primitives.ids import Hash
from taonet.runtime.executive import read_extrinsic
from taonet.runtime.pallets.aura.logic import author_of, slot_of
from taonet.runtime.pallets.system.digest import Digest, Header
from taonet.runtime.transaction.extrinsic import Extrinsic
from taonet.supply.audit.world import World
from taonet.trie.state import Trie


@final
class Executed(msgspec.Struct, frozen=True):
    """What a block came to: what it wrote, its events with their phases, the trie after it, and what is wrong with it."""

    changes: Mapping[bytes, bytes | None]
    events: Sequence[tuple[int, Event]]
    trie: Trie
    wrong: str | None


def execute(world: World, runtime: Runtime, header: Header, body: Sequence[bytes]) -> Executed:
    """Execute a block upon the state before it. Whatever is wrong with it is told, and nothing is raised."""
    s = State(world, runtime)
    try:
        return _execute(s, world, runtime, header, body)
    except Exception as error:  # noqa: BLE001  a state that was tampered with can fail in any rule
        why = str(error) if isinstance(error, TransactionInvalid) else f"{type(error).__name__}: {error}"
        return Executed({}, (), world.trie, f"it cannot be executed ({why})")


def _execute(s: State, world: World, runtime: Runtime, header: Header, body: Sequence[bytes]) -> Executed:
    time = time_of(runtime, body)
    if time is None:
        return Executed({}, (), world.trie, "it does not begin with its time")

    def read(raw: bytes) -> Extrinsic:
        return read_extrinsic(runtime, raw)

    seal, keep_root = seal_of(header), header.state_root != ZERO_ROOT
    forged = seal is not None and not _is_sealed(s, header, seal)
    draft = open_draft(s, Moment(header.number, time), Hash(header.parent_hash), read)
    for raw in body[1:]:
        enter(draft, raw)
    block = close_draft(draft, None, world.trie, seal=seal, keep_root=keep_root, check_invariants=False)
    trie = block.trie
    if not keep_root:
        trie = world.trie.copy()
        trie.update(block.changes)
    wrong = difference(block.header, header)
    if wrong is None and block.body != tuple(body):
        wrong = "some of its extrinsics may not enter"
    if wrong is None and forged:
        wrong = "its seal is not that of the author whose turn it was"
    return Executed(block.changes, s.events, trie, wrong)


def _is_sealed(s: State, header: Header, seal: bytes) -> bool:
    """Tell whether the seal is the signature of the author in whose slot the block stands."""
    slot = slot_of(header.digest)
    author = None if slot is None else author_of(s, slot)
    unsealed = Header(
        header.parent_hash, header.number, header.state_root, header.extrinsics_root, Digest(header.digest.logs[:-1])
    )
    return author is not None and verify_sr25519(seal, unsealed.hash(), author)
