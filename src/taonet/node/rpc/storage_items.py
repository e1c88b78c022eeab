"""What the storage methods of the new specification ask for, and its answers.

This chain has no child tries: whatever is asked of one is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, final

import msgspec

from taonet.crypto.hashing import blake2_256
from taonet.node.chain.view import View
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hex
from taonet.primitives.ids import Hash

PAGE_ITEMS = 1_000
PAGE_BYTES = 1024 * 1024
"""Answers are sent in parts of about this size."""

Kind = Literal["value", "hash", "closestDescendantMerkleValue", "descendantsValues", "descendantsHashes"]
Answer = dict[str, str]


@final
class StorageItem(msgspec.Struct, frozen=True, rename="camel"):
    """One thing asked for."""

    key: Hex
    type: Kind
    pagination_start_key: Hex | None = None


@final
class Question(msgspec.Struct, frozen=True):
    """The same, with its bytes read."""

    key: bytes
    kind: Kind
    start: bytes | None

    @property
    def descends(self) -> bool:
        """Tell whether it asks for everything under a key, of which there may be any amount."""
        return self.kind.startswith("descendants")


def questions_of(items: list[StorageItem]) -> list[Question]:
    """Read the keys of items, or refuse them."""
    return [
        Question(
            to_bytes(item.key, f"items[{place}].key"),
            item.type,
            None if item.pagination_start_key is None else to_bytes(item.pagination_start_key, f"items[{place}]"),
        )
        for place, item in enumerate(items)
    ]


def answers(view: View, questions: Iterable[Question], block_hash: Hash) -> Iterator[Answer]:
    """Yield what is there of what was asked, as of a block; what is not there has no answer."""
    for question in questions:
        key, kind = question.key, question.kind
        if kind == "value":
            pairs, field = _one(key, view.value(key, block_hash)), "value"
        elif kind == "hash":
            pairs, field = _hashed(_one(key, view.value(key, block_hash))), "hash"
        elif kind == "descendantsValues":
            pairs, field = view.pairs(key, block_hash, question.start), "value"
        elif kind == "descendantsHashes":
            pairs, field = _hashed(view.pairs(key, block_hash, question.start)), "hash"
        else:
            pairs, field = _one(key, view.merkle_value(key, block_hash)), kind
        for found, value in pairs:
            yield {"key": to_hex(found), field: to_hex(value)}


def _one(key: bytes, value: bytes | None) -> Iterator[tuple[bytes, bytes]]:
    if value is not None:
        yield key, value


def _hashed(pairs: Iterator[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    return ((key, blake2_256(value)) for key, value in pairs)


def next_page(found: Iterator[Answer]) -> list[Answer]:
    """Return the next part of the answers, an empty one at the end."""
    page: list[Answer] = []
    size = 0
    for answer in found:
        page.append(answer)
        size += sum(map(len, answer.values()))
        if len(page) >= PAGE_ITEMS or size >= PAGE_BYTES:
            break
    return page
