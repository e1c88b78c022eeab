"""How one state differs from an earlier one: the two are walked side by side, in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.node.chain.view import UnknownBlock, View
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hex
from taonet.node.rpc.storage_items import Answer
from taonet.primitives.ids import Hash

Form = Literal["value", "hash"]


@final
class DiffItem(msgspec.Struct, frozen=True, rename="camel"):
    """A part of the state, and how its values are to be sent."""

    return_type: Form
    key: Hex | None = None
    child_trie_key: Hex | None = None


class NotBefore(Exception):
    """The earlier block is not earlier."""


def areas_of(items: list[DiffItem] | None) -> list[tuple[bytes, Form]]:
    """Return prefixes and forms, none inside another of its form; without items, all values. No child trie has any."""
    if items is None:
        return [(b"", "value")]
    areas: list[tuple[bytes, Form]] = []
    for place, item in enumerate(items):
        prefix = to_bytes(item.key or "", f"items[{place}].key")
        if item.child_trie_key is not None:
            to_bytes(item.child_trie_key, f"items[{place}].childTrieKey")
        else:
            areas.append((prefix, item.return_type))
    kept: list[tuple[bytes, Form]] = []
    for prefix, form in sorted(areas):
        if not any(prefix.startswith(other) and form == known for other, known in kept):
            kept.append((prefix, form))
    return kept


def differences(
    view: View, areas: list[tuple[bytes, Form]], block_hash: Hash, previous: Hash | None
) -> Iterator[Answer]:
    """Yield what was added, modified or deleted since `previous`, the parent by default; a deleted value is the last."""
    header = view.header(block_hash)
    if header is None:
        raise UnknownBlock(block_hash)
    before = header.parent_hash if previous is None else previous
    if view.number_of(before) >= header.number:
        raise NotBefore(f"{to_hex(before)} is no ancestor of {to_hex(block_hash)}")
    for prefix, form in areas:
        for key, kind, value in _walk(view.pairs(prefix, before), view.pairs(prefix, block_hash)):
            shown = value if form == "value" else blake2_256(value)
            yield {"key": to_hex(key), form: to_hex(shown), "type": kind}


def _walk(old: Iterator[tuple[bytes, bytes]], new: Iterator[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, str, bytes]]:
    """Yield what differs between two states in the order of their keys."""
    left, right = next(old, None), next(new, None)
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            if left is not None:
                yield left[0], "deleted", left[1]
            left = next(old, None)
        elif left is None or right[0] < left[0]:
            yield right[0], "added", right[1]
            right = next(new, None)
        else:
            if left[1] != right[1]:
                yield right[0], "modified", right[1]
            left, right = next(old, None), next(new, None)
