"""The incremental trie: roots known by hand, and what copying and updating promise."""

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.trie import EMPTY_ROOT, Trie, ordered_root, reference_root
from taonet.trie.encoding import encode_leaf


def test_empty_root_is_the_known_one() -> None:
    known = "03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314"

    assert Trie().root().hex() == EMPTY_ROOT.hex() == reference_root({}).hex() == known
    assert ordered_root([]).hex() == known


def test_one_short_item_is_a_leaf() -> None:
    expected = blake2_256(bytes.fromhex("42" + "aa" + "04" + "bb"))

    assert Trie.build([(b"\xaa", b"\xbb")]).root() == expected


def test_two_items_hang_under_a_branch_without_value() -> None:
    # Keys 4819 and 1314: children 1 and 4 of a branch with an empty path, both short leaves.
    node = "80" + "1200" + "14" + "43031404ff" + "14" + "43081904fe"
    items = [(b"\x48\x19", b"\xfe"), (b"\x13\x14", b"\xff")]

    assert Trie.build(items).root() == blake2_256(bytes.fromhex(node))


def test_a_key_that_continues_another_makes_a_branch_with_value() -> None:
    node = "c2" + "12" + "0800" + "04aa" + "10" + "41" + "04" + "04bb"
    items = [(b"\x12", b"\xaa"), (b"\x12\x34", b"\xbb")]

    assert Trie.build(items).root() == blake2_256(bytes.fromhex(node))


def test_32_bytes_are_stored_and_33_are_hashed() -> None:
    key = b"\x01"
    short = bytes.fromhex("4201" + "80") + bytes(32)
    long = bytes.fromhex("2201") + blake2_256(bytes(33))

    assert Trie.build([(key, bytes(32))]).root() == blake2_256(short)
    assert Trie.build([(key, bytes(33))]).root() == blake2_256(long)


def test_extrinsics_are_stored_in_full_under_their_compact_index() -> None:
    # Version 0: 33 bytes stay as they are. Index 0 is the key 00, index 1 the key 04.
    values = [bytes(33), b"\x07"]
    first = blake2_256(bytes.fromhex("40" + "84") + bytes(33))
    node = bytes.fromhex("81" + "00" + "1100" + "80") + first + bytes.fromhex("0c" + "400407")

    assert ordered_root(values) == blake2_256(node)


def test_extrinsics_after_the_64th_have_two_byte_indices() -> None:
    values = [bytes((n % 256, n // 256)) for n in range(300)]
    items = {bytes((n << 2,)): values[n] for n in range(64)}
    items |= {(n << 2 | 1).to_bytes(2, "little"): values[n] for n in range(64, 300)}

    assert ordered_root(values) == reference_root(items)


def test_the_empty_key_and_the_empty_value_are_allowed() -> None:
    trie = Trie.build([(b"", b"")])

    assert trie.root() == blake2_256(b"\x40\x00")
    trie.update({b"a": b"x"})
    assert trie.root() == reference_root({b"": b"", b"a": b"x"})
    trie.update({b"": None, b"a": None})
    assert trie.root() == EMPTY_ROOT


def test_deleting_everything_gives_the_empty_root() -> None:
    items = {bytes((n, n ^ 0x5A)): bytes((n,)) for n in range(256)}
    trie = Trie.build(items.items())

    trie.update(dict.fromkeys(items))

    assert trie.root() == EMPTY_ROOT


def test_deleting_what_is_not_there_changes_nothing() -> None:
    trie = Trie.build([(b"\x12\x34", b"a"), (b"\x12\x56", b"b")])
    before = trie.root()

    trie.update({b"\x12": None, b"\x12\x34\x56": None, b"\x99": None, b"": None})

    assert trie.root() == before


def test_a_copy_does_not_see_changes_of_the_original_nor_the_other_way_round() -> None:
    items = {bytes((n, n * 7 % 256)): bytes((n,)) for n in range(200)}
    trie = Trie.build(items.items())
    before = trie.root()
    copy = trie.copy()

    trie.update({b"\x01\x07": None, b"\x02\x0e": b"new", b"\x01": b"short"})
    copy.update(dict.fromkeys(list(items)[100:]))

    assert Trie.build(items.items()).root() == before
    assert copy.root() == reference_root(dict(list(items.items())[:100]))
    changed = {k: v for k, v in items.items() if k != b"\x01\x07"}
    assert trie.root() == reference_root(changed | {b"\x02\x0e": b"new", b"\x01": b"short"})


def test_a_dropped_copy_leaves_no_trace() -> None:
    items = {bytes((n % 16, n)): bytes(40) for n in range(256)}
    trie = Trie.build(items.items())
    before = trie.root()

    trie.copy().update(dict.fromkeys(items))

    assert trie.root() == before
    trie.update({b"\x00\x00": b"other"})
    assert trie.root() == reference_root(items | {b"\x00\x00": b"other"})


def test_a_chain_of_prefixes_deeper_than_the_recursion_limit_works() -> None:
    items = {bytes(length): b"v" for length in range(3_000)}
    trie = Trie.build(items.items())
    root = trie.root()

    trie.update(dict.fromkeys(list(items)[1:]))

    assert trie.root() == reference_root({b"": b"v"})
    assert root != trie.root()


@pytest.mark.parametrize("length", [62, 63, 64, 317, 318, 319, 2_000])
def test_very_long_keys(length: int) -> None:
    items = {b"k" * length: b"v", b"k" * length + b"l": bytes(33), b"k" + b"j" * length: b""}

    assert Trie.build(items.items()).root() == reference_root(items)


def test_the_closest_merkle_value_is_that_of_the_node_at_or_below_a_key() -> None:
    items = {b"\x12\x34": b"a" * 40, b"\x12\x35": b"b", b"\x12\x35\x01": b"c", b"\x99": b"d"}
    trie = Trie.build(items.items())

    assert trie.closest_merkle_value(b"") == trie.root()
    assert Trie().closest_merkle_value(b"") is None
    for nothing in (b"\x13", b"\x12\x36", b"\x12\x34\x00", b"\x99\x00", b"\x12\x35\x02"):
        assert trie.closest_merkle_value(nothing) is None
    below = trie.closest_merkle_value(b"\x12")
    assert below is not None
    assert trie.closest_merkle_value(b"\x99") == encode_leaf("9", b"d", hashed=False)
    trie.update({b"\x99": b"e"})
    assert trie.closest_merkle_value(b"\x12") == below
    trie.update({b"\x12\x35\x01": b"f"})
    assert trie.closest_merkle_value(b"\x12") != below
