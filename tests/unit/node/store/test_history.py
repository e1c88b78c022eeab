"""History: any kept block can be read, undone or forgotten, exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import lmdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.machines import make_block

from taonet.node.chain.author import author_from_uri
from taonet.node.chain.genesis import open_chain
from taonet.node.store import (
    MemoryStore,
    NotNextBlock,
    StateDiscarded,
    Store,
    StoredBlock,
    UnknownBlock,
    open_store,
)
from taonet.node.store.changes import CHUNK
from taonet.node.store.disk import DiskStore
from taonet.node.store.keys import CUT_LENGTH
from taonet.node.store.records import LOOK_BACK, REFERABLE, Blocks, encode_record, resolved, shortened
from taonet.node.store.tables import be32
from taonet.runtime.genesis.presets import localnet

SMALL_KEYS = st.lists(st.sampled_from([0x00, 0x01, 0xFF]), max_size=4).map(bytes)
# Long ones share everything that LMDB's row can hold and differ after it; some fit just so.
LONG_KEYS = st.builds(
    lambda fill, end: b"L" * (CUT_LENGTH + fill) + end,
    st.sampled_from([-1, 0, 1, 30, 31, 32, 33, 200]),
    SMALL_KEYS,
)
ITEM_KEYS = st.builds(lambda last, end: b"I" * 31 + last + end, st.sampled_from([b"I", b"J"]), st.binary(max_size=6))
"""Keys that share pallet and item, which records name by a number."""
KEYS = SMALL_KEYS | LONG_KEYS | ITEM_KEYS
LONG = [bytes((number,)) * REFERABLE for number in range(4)]
"""Values that blocks bring in their bodies, so that records may refer to them."""
HASHES = [number.to_bytes(32, "little") for number in range(9)]
"""Hashes of the first blocks, as values: records may say whose they are."""
VALUES = st.binary(max_size=3) | st.just(bytes(5_000)) | st.sampled_from(LONG) | st.sampled_from(HASHES)
CHANGES = st.dictionaries(KEYS, VALUES | st.none(), max_size=6)
STEPS = st.lists(
    st.tuples(st.just("append"), CHANGES)
    | st.tuples(st.just("rollback"), st.integers(0, 3))
    | st.tuples(st.just("prune"), st.integers(1, 4)),
    min_size=1,
    max_size=10,
)


def test_values_of_every_block_can_be_read(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"k": b"0"})
    extend(store, {b"other": b"x"})
    extend(store, {b"k": b"2"})
    extend(store, {b"k": None})
    extend(store, {b"k": b"4"})

    assert [store.get_at(b"k", n) for n in range(5)] == [b"0", b"0", b"2", None, b"4"]
    assert [store.get_at(b"other", n) for n in range(5)] == [None] + [b"x"] * 4
    assert store.get_at(b"never", 2) is None
    assert store.get(b"k") == b"4"


def test_keys_of_every_block_can_be_paged(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"p1": b"", b"p2": b"", b"p3": b"", b"q": b""})
    extend(store, {b"p2": None, b"p25": b"new"})
    extend(store, {b"p1": None, b"p2": b"again"})

    assert store.keys_at(b"p", 0, None, 10) == [b"p1", b"p2", b"p3"]
    assert store.keys_at(b"p", 1, None, 10) == [b"p1", b"p25", b"p3"]
    assert store.keys_at(b"p", 2, None, 10) == [b"p2", b"p25", b"p3"]
    assert store.keys_at(b"p", 1, None, 2) == [b"p1", b"p25"]
    assert store.keys_at(b"p", 1, b"p25", 2) == [b"p3"]
    assert store.keys_at(b"p", 1, b"p2", 2) == [b"p25", b"p3"]
    assert store.keys_at(b"p", 1, b"a", 1) == [b"p1"]
    assert store.keys_at(b"p", 1, b"p", 1) == [b"p1"]
    assert store.keys_at(b"p", 1, b"z", 1) == []
    assert store.keys_at(b"", 0, None, 0) == []


def test_a_key_equal_to_the_start_is_not_repeated(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"p": b"", b"p1": b""})

    assert store.keys_at(b"p", 0, None, 10) == [b"p", b"p1"]
    assert store.keys_at(b"p", 0, b"p", 10) == [b"p1"]
    assert [key for key, _ in store.iterate(b"p", b"p")] == [b"p1"]


def test_rollback_forgets_blocks_and_restores_the_state(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"a": b"0", b"b": b"0"}, [b"x0"])
    kept = extend(store, {b"a": b"1", b"b": None, b"c": b"1"}, [b"x1"])
    dropped = extend(store, {b"a": None, b"b": b"2", b"c": b"2"}, [b"x2"])
    extend(store, {b"a": b"3", b"d": b"3"}, [b"x3"])

    store.rollback(1)

    assert store.head() == (1, kept.hash)
    assert dict(store.iterate(b"")) == {b"a": b"1", b"c": b"1"}
    assert store.block_hash(2) is None
    assert store.number_of(dropped.hash) is None
    assert store.header(dropped.hash) is None
    assert store.body(dropped.hash) is None
    assert store.get_at(b"b", 0) == b"0"
    assert store.body(kept.hash) == [b"x1"]
    with pytest.raises(UnknownBlock):
        store.get_at(b"a", 2)
    other = extend(store, {b"a": b"fork"}, salt=b"fork")
    assert store.block_hash(2) == other.hash != dropped.hash
    assert store.get(b"a") == b"fork"


def test_rollback_to_the_head_is_nothing_and_above_it_refused(store: Store, extend: Callable[..., StoredBlock]) -> None:
    block = extend(store, {b"a": b"0"})

    store.rollback(0)
    with pytest.raises(UnknownBlock):
        store.rollback(1)

    assert store.head() == (0, block.hash)


def test_pruning_keeps_the_newest_values_and_the_blocks(store: Store, extend: Callable[..., StoredBlock]) -> None:
    hashes = [extend(store, {b"k": bytes((n,)), b"n%d" % n: b""}, [b"x"]).hash for n in range(10)]

    store.prune(3)

    assert store.oldest_state() == 7
    assert [store.get_at(b"k", n) for n in (7, 8, 9)] == [b"\x07", b"\x08", b"\x09"]
    assert len(store.keys_at(b"n", 9, None, 99)) == 10
    assert store.header(hashes[0]) is not None
    for read in (
        lambda: store.get_at(b"k", 6),
        lambda: store.keys_at(b"", 6, None, 9),
        lambda: store.rollback(6),
    ):
        with pytest.raises(StateDiscarded, match="pruned"):
            read()
    store.prune(5)
    assert store.oldest_state() == 7
    store.rollback(7)
    assert store.get(b"k") == b"\x07"


def test_a_long_value_that_came_with_a_recent_block_takes_no_room_in_records() -> None:
    value = b"v" * 1_000
    bodies = {3: b"..." + value + b"..."}
    blocks = Blocks(bodies.get, lambda _: None, lambda _: None)

    assert shortened(value, 5, blocks) == (3, 3, len(value))
    assert shortened(value, 4 + LOOK_BACK, blocks) == value
    assert shortened(b"v" * (REFERABLE - 1), 5, blocks) == b"v" * (REFERABLE - 1)
    assert len(encode_record({7: shortened(value, 5, blocks)})) < 10


def test_the_hash_of_an_earlier_block_takes_no_room_in_records() -> None:
    value = b"h" * 32
    blocks = Blocks(lambda _: None, {value: 4_000}.get, {4_000: value}.get)

    assert shortened(value, 4_001, blocks) == 4_000
    assert shortened(value, 4_000, blocks) == value
    assert resolved(4_000, blocks) == value
    with pytest.raises(LookupError, match="block 7"):
        resolved(7, blocks)
    assert len(encode_record({7: shortened(value, 4_001, blocks)})) < 10


def test_empty_blocks_take_what_is_new_in_them(tmp_path: Path) -> None:
    with open_chain(localnet(), tmp_path / "chain", author=author_from_uri("//One"), durable=False) as machine:
        for _ in range(5):
            make_block(machine)
        store = cast("DiskStore", machine.store)
        with store._env.begin() as txn:
            newest = machine.best.header.number
            sizes = {
                name: len(txn.get(be32(newest), db=getattr(store._t, name)) or b"")
                for name in ("headers", "bodies", "undo")
            }
    # A body is a key for the shield, of 1,184 bytes, and little more; a header repeats no parent's hash.
    assert sizes["bodies"] < 1_184 + 40
    assert sizes["headers"] < 190
    assert sizes["undo"] < 160


def test_many_blocks_are_added_together_or_not_at_all(store: Store, extend: Callable[..., StoredBlock]) -> None:
    first = extend(store, {b"k": b"0"})
    one = StoredBlock(1, b"1" * 32, first.hash, b"", (), {b"k": b"1"})
    two = StoredBlock(2, b"2" * 32, one.hash, b"", (), {b"k": b"2", b"n": b""})
    with pytest.raises(NotNextBlock):
        store.append(one, two._replace(parent=b"?" * 32))
    assert store.head() == (0, first.hash)
    assert store.get(b"k") == b"0"

    store.append(one, two)
    assert store.head() == (2, two.hash)
    assert [store.get_at(b"k", number) for number in range(3)] == [b"0", b"1", b"2"]


def test_a_key_that_changes_over_many_blocks_is_found_at_each(store: Store, extend: Callable[..., StoredBlock]) -> None:
    for number in range(2 * CHUNK + 50):
        extend(
            store,
            {b"often": number.to_bytes(2, "big")} | ({b"seldom": bytes((number // 100,))} if number % 100 == 0 else {}),
        )

    for number in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 48):
        assert store.get_at(b"often", number) == number.to_bytes(2, "big")
        assert store.get_at(b"seldom", number) == bytes((number // 100,))
    store.rollback(CHUNK + 3)
    store.prune(7)
    assert store.get_at(b"often", CHUNK - 2) == (CHUNK - 2).to_bytes(2, "big")
    assert store.get(b"often") == (CHUNK + 3).to_bytes(2, "big")
    assert store.get(b"seldom") == b"\x02"


def test_pruning_leaves_no_rows_behind(tmp_path: Path, extend: Callable[..., StoredBlock]) -> None:
    with open_store(tmp_path, durable=False) as store:
        for number in range(20):
            extend(store, {b"k%d" % (number % 3): bytes((number,)), b"n%d" % number: b""})
        store.prune(1)

    with lmdb.open(str(tmp_path), max_dbs=20) as env:
        names = [env.open_db(name) for name in (b"undo", b"touched", b"ids", b"names", b"gone")]
        with env.begin() as txn:
            left = [txn.stat(name)["entries"] for name in names]

    assert left == [1, 2, 1, 1, 0]  # the record of the oldest kept block, and the two keys that it changed


def test_pruning_needs_at_least_the_head(store: Store, extend: Callable[..., StoredBlock]) -> None:
    store.prune(1)
    extend(store, {b"k": b"v"})
    with pytest.raises(ValueError, match="head"):
        store.prune(0)
    store.prune(1)

    assert store.get_at(b"k", 0) == b"v"


def test_iteration_shows_one_block_while_others_are_added(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {b"%05d" % n: b"old" for n in range(5_000)})
    entries = store.iterate(b"")
    first = next(entries)

    extend(store, {b"%05d" % n: None for n in range(2_500)} | {b"%05d" % 4_999: b"new"})
    rest = list(entries)

    assert [first, *rest] == [(b"%05d" % n, b"old") for n in range(5_000)]
    assert len(list(store.iterate(b""))) == 2_500


def test_iteration_over_a_block_that_is_rolled_back_says_so(store: Store, extend: Callable[..., StoredBlock]) -> None:
    extend(store, {})
    extend(store, {b"%05d" % n: b"v" for n in range(5_000)})
    entries = store.iterate(b"")
    next(entries)

    store.rollback(0)

    with pytest.raises(StateDiscarded, match="rolled back"):
        list(entries)


def replay(steps: list[tuple[Any, ...]], stores: list[Store]) -> list[dict[bytes, bytes]]:
    """Do the steps on every store; return the states of all blocks as plain dictionaries."""
    states: list[dict[bytes, bytes]] = []
    salt = oldest = 0
    for step, argument in steps:
        if step == "append" or not states:
            salt += 1
            changes = argument if step == "append" else {}
            state = dict(states[-1]) if states else {}
            for key, value in changes.items():
                state.pop(key, None)
                if value is not None:
                    state[key] = value
            states.append(state)
            for store in stores:
                head = store.head()
                number, parent = (head.number + 1, head.hash) if head else (0, bytes(32))
                body = (b"brings", LONG[salt % len(LONG)])
                # Headers begin with the parent's hash; some do not.
                header = (parent if salt % 3 else b"") + b"header" + bytes((salt,))
                store.append(StoredBlock(number, salt.to_bytes(32, "little"), parent, header, body, changes))
        elif step == "rollback":
            target = max(oldest, len(states) - 1 - argument)
            left = states[-1]
            del states[target + 1 :]
            for store in stores:
                after = {**left, **store.rollback(target)}
                assert {key: value for key, value in after.items() if value is not None} == states[-1]
        else:
            oldest = max(oldest, len(states) - argument)
            for store in stores:
                store.prune(argument)
    return states


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS, prefix=SMALL_KEYS | st.just(b"L" * 460), start=st.none() | KEYS)
def test_every_history_equals_its_replay(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]], prefix: bytes, start: bytes | None
) -> None:
    path = tmp_path_factory.mktemp("store")
    with open_store(path, durable=False) as disk, MemoryStore() as memory:
        states = replay(steps, [disk, memory])
        for store in (disk, memory):
            assert dict(store.iterate(b"")) == states[-1]
            for number in range(len(states)):
                block_hash = store.block_hash(number) or b""
                assert store.number_of(block_hash) == number
                header = (store.header(block_hash) or b"").rpartition(b"header")
                assert header[0] in {b"", store.block_hash(number - 1) or bytes(32)}
                assert header[2] == block_hash[:1]
            for number in range(store.oldest_state() or 0, len(states)):
                expected = sorted(
                    key
                    for key in states[number]
                    if key.startswith(prefix) and (start is None or start < prefix or key > start)
                )
                assert store.keys_at(prefix, number, start, 99) == expected
                assert store.keys_at(prefix, number, start, 2) == expected[:2]
                for key in {key for state in states for key in state}:
                    assert store.get_at(key, number) == states[number].get(key)
