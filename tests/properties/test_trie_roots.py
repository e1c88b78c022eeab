"""Whatever is done to the incremental trie, its root is the one of the definition."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.trie import Trie, reference_root, verify_proof

# Few distinct bytes, so that keys share prefixes, and lengths around the limits of the format.
KEYS = st.lists(st.sampled_from([0x00, 0x01, 0x10, 0x11, 0xFF]), max_size=5).map(bytes)
LONG_KEYS = st.builds(
    lambda prefix, count, end: prefix * count + end,
    st.sampled_from([b"\x11", b"\x12\x34"]),
    st.sampled_from([7, 15, 31, 32, 160]),
    KEYS,
)
VALUES = st.sampled_from([0, 1, 2, 28, 31, 32, 33, 64]).flatmap(lambda size: st.binary(min_size=size, max_size=size))
CHANGES = st.dictionaries(KEYS | LONG_KEYS, VALUES | st.none(), max_size=12)


def apply(items: dict[bytes, bytes], changes: dict[bytes, bytes | None]) -> None:
    for key, value in changes.items():
        if value is None:
            items.pop(key, None)
        else:
            items[key] = value


@settings(deadline=None, max_examples=150)
@given(batches=st.lists(CHANGES, min_size=1, max_size=8), ask=st.lists(st.booleans(), max_size=8))
def test_updates_lead_to_the_root_of_the_definition(batches: list[dict[bytes, bytes | None]], ask: list[bool]) -> None:
    trie, items = Trie(), {}

    for number, changes in enumerate(batches):
        trie.update(changes)
        apply(items, changes)
        if number < len(ask) and ask[number]:
            assert trie.root() == reference_root(items)

    assert trie.root() == reference_root(items)


@settings(deadline=None, max_examples=80)
@given(first=CHANGES, one=CHANGES, other=CHANGES)
def test_copies_go_their_own_ways(
    first: dict[bytes, bytes | None], one: dict[bytes, bytes | None], other: dict[bytes, bytes | None]
) -> None:
    trie, items = Trie(), {}
    trie.update(first)
    apply(items, first)
    twin, twin_items = trie.copy(), dict(items)

    trie.update(one)
    apply(items, one)
    twin.update(other)
    apply(twin_items, other)

    assert trie.root() == reference_root(items)
    assert twin.root() == reference_root(twin_items)


@settings(deadline=None, max_examples=80)
@given(batches=st.lists(CHANGES, min_size=1, max_size=4))
def test_undoing_every_change_restores_every_root(batches: list[dict[bytes, bytes | None]]) -> None:
    trie, items = Trie(), {}
    undo, roots = [], []
    for changes in batches:
        roots.append(trie.root())
        undo.append({key: items.get(key) for key in changes})
        trie.update(changes)
        apply(items, changes)

    for before, root in zip(reversed(undo), reversed(roots), strict=True):
        trie.update(before)
        assert trie.root() == root


@settings(deadline=None, max_examples=80)
@given(changes=CHANGES, asked=st.lists(KEYS | LONG_KEYS, max_size=6))
def test_proofs_show_exactly_what_is_there(changes: dict[bytes, bytes | None], asked: list[bytes]) -> None:
    items: dict[bytes, bytes] = {}
    apply(items, changes)
    trie = Trie.build(items.items())
    asked = [*asked, *items]

    proof = trie.proof(asked, items.get)

    assert [verify_proof(trie.root(), proof, key) for key in asked] == [items.get(key) for key in asked]


@settings(deadline=None, max_examples=60)
@given(items=st.dictionaries(KEYS | LONG_KEYS, VALUES, max_size=12), data=st.data())
def test_order_of_building_does_not_matter(items: dict[bytes, bytes], data: Any) -> None:
    shuffled = data.draw(st.permutations(list(items.items())))

    assert Trie.build(shuffled).root() == reference_root(items)
