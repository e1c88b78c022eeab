"""Opening a chain: its store, its genesis, its trie.

A store is made for one genesis and keeps its hash; opened for another it is refused, and nothing in it is touched.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from taonet.frame.runtime import Runtime
from taonet.frame.state import DictBackend, State
from taonet.node.chain.block import ZERO_ROOT, Author
from taonet.node.chain.machine import Machine, best_of, check_root
from taonet.node.store import MemoryStore, Store, StoredBlock, StoreError, open_store
from taonet.primitives.ids import Hash
from taonet.runtime.construct import RULES
from taonet.runtime.genesis.build import build_genesis, genesis_header
from taonet.runtime.genesis.document import parse_genesis
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.system.digest import HEADER
from taonet.runtime.pallets.system.well_known import CODE
from taonet.runtime.rules import Rules
from taonet.trie.state import Trie

GENESIS_ROOT = "genesis state root"
GENESIS_TEXT = "genesis file"


class ForeignChain(StoreError):
    """The store belongs to a chain with another genesis. Choose another base path, or the preset it was made with."""


@contextmanager
def open_chain(
    genesis: Genesis,
    path: Path | None = None,
    *,
    author: Author | None = None,
    durable: bool = True,
    keep_root: bool = True,
    check_invariants: bool = False,
    rules: Rules = RULES,
) -> Generator[Machine]:
    """Open the chain of `genesis` in the directory `path`, or in memory; make it when it is not there yet.

    Its rules are those that its state names, of the versions in `rules`.
    """
    store: Store = MemoryStore() if path is None else open_store(path, durable=durable)
    with store:
        if store.head() is not None:
            rules.named(store.get(CODE))  # before anything is compared: this is what to tell first
        trie = _ensure_genesis(store, genesis, rules.first(votes=genesis.votes), keep_root=keep_root)
        yield Machine(store, trie, author, rules=rules, keep_root=keep_root, check_invariants=check_invariants)


def stored_genesis(store: Store) -> Genesis | None:
    """Return the genesis that a store was made with, or None for one that is empty or was not made from a file."""
    text = store.meta_get(GENESIS_TEXT)
    return parse_genesis(text.decode()) if text else None


def genesis_hash(genesis: Genesis) -> Hash:
    """Return the hash of the first block of a new chain."""
    runtime = RULES.first(votes=genesis.votes)
    _, first = _first_state(genesis, runtime)
    return genesis_header(runtime, Hash(first.root())).hash()


def first_root(genesis: Genesis) -> bytes:
    """Return the root of the first state of a new chain."""
    return _first_state(genesis, RULES.first(votes=genesis.votes))[1].root()


def _first_state(genesis: Genesis, runtime: Runtime) -> tuple[State, Trie]:
    s = State(DictBackend(), runtime)
    build_genesis(s, genesis)
    first = Trie()
    first.update(s.changes())
    return s, first


def _ensure_genesis(store: Store, genesis: Genesis, runtime: Runtime, *, keep_root: bool) -> Trie:
    """Write genesis into an empty store, compare it with a used one, and return the trie of the newest state."""
    s, first = _first_state(genesis, runtime)
    if store.head() is None:
        root = Hash(first.root()) if keep_root else ZERO_ROOT
        header = genesis_header(runtime, root)
        # First: a store that has blocks says of which chain they are.
        store.meta_put(GENESIS_TEXT, genesis.text.encode())
        store.meta_put(GENESIS_ROOT, first.root())
        store.append(StoredBlock(0, header.hash(), header.parent_hash, HEADER.encode(header), (), s.changes()))
        return first
    there = store.meta_get(GENESIS_ROOT)
    if there != first.root():
        raise ForeignChain("the directory holds a chain with another genesis. Choose another --base-path")
    return _trie_of(store) if keep_root else first


def _trie_of(store: Store) -> Trie:
    """Return the trie of the newest state; refuse one that is not the state of the newest block."""
    trie = Trie.build(store.iterate(b""))
    check_root(trie, best_of(store))
    return trie
