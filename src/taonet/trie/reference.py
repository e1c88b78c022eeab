"""The root of a trie by its definition, from all items at once.

Slow and plain on purpose: it is what the incremental trie is tested against, and it computes the
roots of small, throw-away tries such as a block's list of extrinsics.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from taonet.crypto.hashing import blake2_256
from taonet.trie.encoding import (
    EMPTY_ROOT,
    HASHED_VALUE_LENGTH,
    child_reference,
    compact_length,
    encode_branch,
    encode_leaf,
)


def reference_root(items: Mapping[bytes, bytes], *, hash_long_values: bool = True) -> bytes:
    """Return the root hash of `items`.

    `hash_long_values` is state version 1; without it, version 0, every value is stored in full.
    """
    if not items:
        return EMPTY_ROOT
    paths = sorted((key.hex(), value) for key, value in items.items())
    return blake2_256(_encode(paths, 0, hash_long_values=hash_long_values))


def ordered_root(values: Sequence[bytes]) -> bytes:
    """Return the extrinsics root: the trie from compact index to value, in state version 0.

    The chain's system version is 1, which means state version 1 for the state but still 0 for
    extrinsics (polkadot-sdk, `RuntimeVersion::extrinsics_root_state_version`).
    """
    items = {compact_length(index): value for index, value in enumerate(values)}
    return reference_root(items, hash_long_values=False)


def _encode(paths: list[tuple[str, bytes]], position: int, *, hash_long_values: bool) -> bytes:
    """Write the node above `paths`, which are sorted and agree before `position`."""
    first, value = paths[0]
    if len(paths) == 1:
        stored, hashed = _stored(value, hash_long_values=hash_long_values)
        return encode_leaf(first[position:], stored, hashed=hashed)

    # The shared part of sorted strings is that of the first and the last.
    fork = position + _shared_length(first[position:], paths[-1][0][position:])
    stored, hashed = None, False
    if len(first) == fork:
        stored, hashed = _stored(value, hash_long_values=hash_long_values)
        paths = paths[1:]
    children: list[bytes | None] = []
    below = {digit: list(items) for digit, items in groupby(paths, lambda item: item[0][fork])}
    for digit in "0123456789abcdef":
        items = below.get(digit)
        encoded = None if items is None else _encode(items, fork + 1, hash_long_values=hash_long_values)
        children.append(None if encoded is None else child_reference(encoded))
    return encode_branch(first[position:fork], stored, children, hashed=hashed)


def _stored(value: bytes, *, hash_long_values: bool) -> tuple[bytes, bool]:
    if hash_long_values and len(value) >= HASHED_VALUE_LENGTH:
        return blake2_256(value), True
    return value, False


def _shared_length(one: str, other: str) -> int:
    length = 0
    while length < len(one) and length < len(other) and one[length] == other[length]:
        length += 1
    return length
