"""Bytes of the nodes of Substrate's base-16 Patricia trie, the one place that knows the format.

A path is a string of hexadecimal digits, one a nibble: slicing, comparing and packing it are then
single C calls. A node is written as `header, packed path, [bitmap of children], [value],
[children]`. State version 1 replaces a value of 33 bytes or more by its hash; a child is written
in full if that takes fewer than 32 bytes, else by hash.
"""

from collections.abc import Sequence

from taonet.crypto.hashing import blake2_256

HASH_LENGTH = 32
HASHED_VALUE_LENGTH = 33  # values this long or longer are stored by hash in state version 1

EMPTY_NODE = b"\x00"
EMPTY_ROOT = blake2_256(EMPTY_NODE)

# High bits of the header, and the largest path length that its remaining bits can hold.
LEAF = (0b0100_0000, 63)
BRANCH = (0b1000_0000, 63)
BRANCH_WITH_VALUE = (0b1100_0000, 63)
LEAF_WITH_HASH = (0b0010_0000, 31)
BRANCH_WITH_HASH = (0b0001_0000, 15)

_HASH_REFERENCE = bytes((HASH_LENGTH << 2,))
_CACHED_PATH_LENGTHS = 256


def compact_length(length: int) -> bytes:
    """Return SCALE's compact form of a length below 2**30."""
    if length < 1 << 6:
        return bytes((length << 2,))
    if length < 1 << 14:
        return (length << 2 | 1).to_bytes(2, "little")
    if length < 1 << 30:
        return (length << 2 | 2).to_bytes(4, "little")
    raise ValueError(f"a trie value of {length} bytes is too long")


def header(kind: tuple[int, int], path_length: int) -> bytes:
    """Return the header of a node whose own path has `path_length` nibbles."""
    bits, largest = kind
    if path_length < largest:
        return bytes((bits | path_length,))
    # The all-ones length says "and more": bytes follow, added up to the first that is not 255.
    full, last = divmod(path_length - largest, 255)
    return bytes((bits | largest,)) + b"\xff" * full + bytes((last,))


def pack(path: str) -> bytes:
    """Put two nibbles in a byte; an odd path starts with a lone nibble in the low half."""
    return bytes.fromhex(path if len(path) % 2 == 0 else "0" + path)


def _header_table(kind: tuple[int, int]) -> tuple[bytes, ...]:
    return tuple(header(kind, length) for length in range(_CACHED_PATH_LENGTHS))


_HEADERS: dict[tuple[int, int], tuple[bytes, ...]] = {
    kind: _header_table(kind) for kind in (LEAF, BRANCH, BRANCH_WITH_VALUE, LEAF_WITH_HASH, BRANCH_WITH_HASH)
}


def _start(kind: tuple[int, int], path: str) -> bytes:
    length = len(path)
    first = _HEADERS[kind][length] if length < _CACHED_PATH_LENGTHS else header(kind, length)
    return first + bytes.fromhex(path if length % 2 == 0 else "0" + path)


def encode_leaf(path: str, value: bytes, *, hashed: bool) -> bytes:
    """Write a leaf; `value` is the value itself or, if `hashed`, its 32-byte hash."""
    if hashed:
        return _start(LEAF_WITH_HASH, path) + value
    return _start(LEAF, path) + compact_length(len(value)) + value


def encode_branch(path: str, value: bytes | None, children: Sequence[bytes | None], *, hashed: bool) -> bytes:
    """Write a branch of 16 child references, as `child_reference` makes them, None if absent."""
    bitmap = 0
    parts = [b"", b""]
    if value is None:
        kind = BRANCH
    elif hashed:
        kind = BRANCH_WITH_HASH
        parts.append(value)
    else:
        kind = BRANCH_WITH_VALUE
        parts += (compact_length(len(value)), value)
    bit = 1
    for child in children:
        if child is not None:
            bitmap |= bit
            parts.append(child)
        bit <<= 1
    parts[0] = _start(kind, path)
    parts[1] = bitmap.to_bytes(2, "little")
    return b"".join(parts)


def child_reference(encoded: bytes) -> bytes:
    """Return how a parent writes a child: the node itself if short, else its hash."""
    if len(encoded) < HASH_LENGTH:
        return bytes((len(encoded) << 2,)) + encoded
    return _HASH_REFERENCE + blake2_256(encoded)


def root_of_reference(reference: bytes) -> bytes:
    """Return the root hash of a trie whose top node has this reference; short roots are hashed."""
    body = reference[1:]
    return body if reference[:1] == _HASH_REFERENCE else blake2_256(body)
