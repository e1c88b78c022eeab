"""Blocks: what is appended is found by number, hash and extrinsic, and only in sequence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from taonet.node.store import (
    Head,
    MemoryStore,
    NotNextBlock,
    Store,
    StoredBlock,
    StoreError,
    open_store,
)


def test_an_empty_store_has_nothing(store: Store) -> None:
    assert store.head() is None
    assert store.oldest_state() is None
    assert store.block_hash(0) is None
    assert store.number_of(bytes(32)) is None
    assert store.header(bytes(32)) is None
    assert store.body(bytes(32)) is None
    assert store.get(b"key") is None
    assert list(store.iterate(b"")) == []


def test_a_block_is_found_every_way(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {}, [b"zero"])
    block = extend(store, {b"a": b"1"}, [b"first", b"second"])

    assert store.head() == Head(1, block.hash)
    assert store.block_hash(1) == block.hash
    assert store.number_of(block.hash) == 1
    assert store.header(block.hash) == block.header
    assert store.body(block.hash) == [b"first", b"second"]


def test_strange_numbers_and_hashes_are_just_unknown(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {})

    assert store.block_hash(-1) is None
    assert store.block_hash(1 << 40) is None
    for strange in (b"", b"short", bytes(600)):
        assert store.number_of(strange) is None
        assert store.header(strange) is None
        assert store.body(strange) is None


def test_only_the_child_of_the_head_is_taken(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"k": b"v"})
    good = extend(store, {})
    wrong = [
        StoredBlock(3, bytes(32), good.hash, b"h", (), {b"k": b"x"}),
        StoredBlock(1, bytes(32), good.parent, b"h", (), {b"k": b"x"}),
        StoredBlock(2, bytes(32), bytes(32), b"h", (), {b"k": b"x"}),
    ]

    for block in wrong:
        with pytest.raises(NotNextBlock, match="does not follow"):
            store.append(block)
    assert store.head() == Head(1, good.hash)
    assert store.get(b"k") == b"v"
    assert store.number_of(bytes(32)) is None


def test_the_first_block_may_have_any_number(store: Store) -> None:
    store.append(StoredBlock(1_000, b"h" * 32, b"p" * 32, b"header", (), {b"k": b"v"}))

    assert store.head() == Head(1_000, b"h" * 32)
    assert store.oldest_state() == 1_000
    assert store.get_at(b"k", 1_000) == b"v"


def test_notes_are_kept(store: Store) -> None:
    assert store.meta_get("genesis") is None

    store.meta_put("genesis", b"\x01")
    store.meta_put("genesis", b"\x02")
    store.meta_put("spec", b"475")

    assert store.meta_get("genesis") == b"\x02"
    assert store.meta_get("spec") == b"475"


def test_a_closed_store_refuses(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"k": b"v"})

    store.close()
    store.close()

    for use in (store.head, lambda: store.get(b"k"), lambda: extend(store, {})):
        with pytest.raises(StoreError, match="closed"):
            use()


def test_everything_is_there_after_reopening(tmp_path: Path, extend: Callable[..., StoredBlock]) -> None:
    with open_store(tmp_path / "new" / "store") as store:
        store.meta_put("name", b"local")
        extend(store, {b"k": b"0", b"gone": b"x"}, [b"xt"])
        block = extend(store, {b"k": b"1", b"gone": None})

    with open_store(tmp_path / "new" / "store", durable=False) as store:
        assert store.head() == Head(1, block.hash)
        assert store.meta_get("name") == b"local"
        assert store.get_at(b"k", 0) == b"0"
        assert dict(store.iterate(b"")) == {b"k": b"1"}
        assert store.get_at(b"gone", 0) == b"x"
        extend(store, {})


def test_both_stores_are_stores() -> None:
    store: Store = MemoryStore()

    with store as same:
        assert same is store
