"""Known answers of the node format, written out by hand from the format's definition."""

from __future__ import annotations

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.trie import encoding
from taonet.trie.encoding import (
    BRANCH,
    BRANCH_WITH_HASH,
    BRANCH_WITH_VALUE,
    LEAF,
    LEAF_WITH_HASH,
)


@pytest.mark.parametrize(
    ("kind", "length", "expected"),
    [
        (LEAF, 0, "40"),
        (LEAF, 62, "7e"),
        (LEAF, 63, "7f00"),
        (LEAF, 64, "7f01"),
        (LEAF, 63 + 254, "7ffe"),
        (LEAF, 63 + 255, "7fff00"),
        (LEAF, 63 + 256, "7fff01"),
        (LEAF, 63 + 510, "7fffff00"),
        (BRANCH, 3, "83"),
        (BRANCH, 63, "bf00"),
        (BRANCH_WITH_VALUE, 1, "c1"),
        (BRANCH_WITH_VALUE, 64, "ff01"),
        (LEAF_WITH_HASH, 30, "3e"),
        (LEAF_WITH_HASH, 31, "3f00"),
        (LEAF_WITH_HASH, 64, "3f21"),
        (BRANCH_WITH_HASH, 14, "1e"),
        (BRANCH_WITH_HASH, 15, "1f00"),
        (BRANCH_WITH_HASH, 16, "1f01"),
    ],
)
def test_header_spreads_long_paths_over_more_bytes(kind: tuple[int, int], length: int, expected: str) -> None:
    assert encoding.header(kind, length).hex() == expected


def test_odd_path_starts_with_a_lone_nibble() -> None:
    assert encoding.pack("") == b""
    assert encoding.pack("a") == b"\x0a"
    assert encoding.pack("abc") == b"\x0a\xbc"
    assert encoding.pack("abcd") == b"\xab\xcd"


def test_leaf_is_header_path_length_value() -> None:
    assert encoding.encode_leaf("314", b"\xff", hashed=False).hex() == "43031404ff"


def test_leaf_of_a_long_value_holds_its_hash_without_length() -> None:
    digest = blake2_256(bytes(33))

    assert encoding.encode_leaf("01", digest, hashed=True).hex() == "2201" + digest.hex()


def test_branch_is_header_path_bitmap_value_children() -> None:
    children: list[bytes | None] = [None] * 16
    children[1], children[10] = b"<one>", b"<ten>"

    encoded = encoding.encode_branch("7", b"\x05", children, hashed=False)

    assert encoded == b"\xc1\x07" + b"\x02\x04" + b"\x04\x05" + b"<one>" + b"<ten>"


def test_branch_without_value_and_with_hashed_value() -> None:
    children: list[bytes | None] = [b"."] + [None] * 15

    assert encoding.encode_branch("", None, children, hashed=False) == b"\x80\x01\x00."
    assert encoding.encode_branch("", b"h" * 32, children, hashed=True) == (b"\x10\x01\x00" + b"h" * 32 + b".")


def test_child_of_32_bytes_is_referred_to_by_hash() -> None:
    assert encoding.child_reference(b"x" * 31) == b"\x7c" + b"x" * 31
    assert encoding.child_reference(b"x" * 32) == b"\x80" + blake2_256(b"x" * 32)


@pytest.mark.parametrize("length", [1, 31, 32, 33, 500])
def test_root_is_the_hash_of_the_top_node_however_short(length: int) -> None:
    node = b"n" * length

    assert encoding.root_of_reference(encoding.child_reference(node)) == blake2_256(node)


@pytest.mark.parametrize(
    ("length", "expected"),
    [(0, "00"), (63, "fc"), (64, "0101"), (16_383, "fdff"), (16_384, "02000100")],
)
def test_compact_length(length: int, expected: str) -> None:
    assert encoding.compact_length(length).hex() == expected
