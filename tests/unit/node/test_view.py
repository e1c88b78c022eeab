"""Reading while a block is committed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.machines import make_block

from taonet.frame.api import UnknownApi
from taonet.node.chain.author import author_from_uri
from taonet.node.chain.backend import NewestState, PastState
from taonet.node.chain.genesis import open_chain
from taonet.node.chain.machine import Machine
from taonet.node.chain.view import StateGone, UnknownBlock, View
from taonet.node.store import MemoryStore, StoredBlock
from taonet.runtime.genesis.presets import localnet
from taonet.runtime.pallets.system.digest import HEADER, Digest, Header
from taonet.runtime.pallets.system.storage import Storage as System

KEY = System.Number.prefix
ONE = (1).to_bytes(4, "little")
NOWHERE = bytes([7]) * 32


@pytest.fixture
def machine() -> Iterator[Machine]:
    with open_chain(localnet(), None, author=author_from_uri("//One")) as machine:
        make_block(machine)
        yield machine


def test_a_question_is_put_again_when_a_block_came_in_between(machine: Machine) -> None:
    view, seen = View(machine), []

    def question(state: NewestState | PastState) -> tuple[bytes, bytes]:
        first = state.get(KEY)
        if not seen:
            make_block(machine)
        seen.append((first, state.get(KEY)))
        return seen[-1]

    answer = view.read(None, question)

    assert len(seen) == 2
    assert answer == (ONE, ONE)  # both of the block that was newest when it was asked


def test_a_failure_in_between_is_tried_again_and_a_real_one_is_not(machine: Machine) -> None:
    view, asked = View(machine), []

    def question(state: NewestState | PastState) -> bytes | None:
        asked.append(state)
        if len(asked) == 1:
            make_block(machine)
            raise KeyError
        return state.get(KEY)

    assert view.read(None, question) == ONE
    with pytest.raises(ZeroDivisionError):
        view.read(None, lambda _: 1 // 0)


def test_the_newest_state_is_not_asked_while_it_changes(machine: Machine) -> None:
    view = View(machine)
    with machine.newest.changing():
        asked = view.read(None, lambda state: state)
    assert asked is not machine.newest
    assert view.read(None, lambda state: state) is machine.newest
    assert view.read(view.best_hash, lambda state: state) is machine.newest


def test_a_block_asked_by_hash_stays_that_block(machine: Machine) -> None:
    view = View(machine)
    first = view.best_hash
    make_block(machine)

    assert view.value(KEY, first) == ONE
    assert view.value(KEY) == (2).to_bytes(4, "little")
    assert view.values([KEY, b"x"], first) == [ONE, None]


def test_unknown_and_pruned_blocks(machine: Machine) -> None:
    view = View(machine)
    first = view.best_hash
    for _ in range(3):
        make_block(machine)
    machine.store.prune(1)

    for ask in (
        view.value,
        lambda key, block: view.keys(key, block, None, 1),
        lambda key, block: view.proof([key], block),
    ):
        with pytest.raises(UnknownBlock, match=f"Header was not found in the database: 0x{NOWHERE.hex()}"):
            ask(KEY, NOWHERE)
        with pytest.raises(StateGone, match=f"State already discarded for 0x{first.hex()}"):
            ask(KEY, first)
    with pytest.raises(UnknownBlock):
        view.body(NOWHERE)
    assert view.header(NOWHERE) is None


def test_a_runtime_call_leaves_no_trace(machine: Machine) -> None:
    view = View(machine)
    before = dict(machine.store.iterate(b""))

    view.call("Core_initialize_block", machine_header(machine))
    with pytest.raises(UnknownApi):
        view.call("Core_nothing", b"")
    assert dict(machine.store.iterate(b"")) == before


def machine_header(machine: Machine) -> bytes:
    best = machine.best
    return HEADER.encode(Header(best.hash, best.header.number + 1, NOWHERE, NOWHERE, Digest()))


def test_old_clients_get_bare_integers(machine: Machine) -> None:
    plain, bare = View(machine), View(machine, bare_newtypes=True)
    name, payload = "Metadata_metadata_at_version", b"\x0f\0\0\0"

    assert bare.call(name, payload) != plain.call(name, payload)
    assert bare.call("Metadata_metadata_versions", b"") == plain.call("Metadata_metadata_versions", b"")


def test_a_slow_reader_cannot_bring_an_old_value_back() -> None:
    store = MemoryStore()
    store.append(StoredBlock(0, b"\0" * 32, b"", b"", (), {b"k": b"old"}))
    newest = NewestState(store)
    read = store.get

    def slow(key: bytes) -> bytes | None:
        value = read(key)
        with newest.changing():
            store.append(StoredBlock(1, b"\1" * 32, b"\0" * 32, b"", (), {b"k": b"new"}))
            newest.committed({b"k": b"new"})
        return value

    store.get = slow
    assert newest.get(b"k") == b"old"  # read before the commit, so this is right
    store.get = read
    assert newest.get(b"k") == b"new"
    assert newest.version == 2
