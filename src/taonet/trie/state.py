"""The state trie, kept in memory and updated path by path.

Nodes are copied on write: a node that has been hashed never changes again, so `copy` is free, a
copy can be read by another thread while the original goes on, and a rejected block is forgotten by
dropping its trie. A node not hashed yet belongs to one trie alone and is changed in place.

Values of 33 bytes or more are kept only as hashes; the store has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from taonet.crypto.hashing import blake2_256
from taonet.trie.encoding import (
    EMPTY_ROOT,
    HASH_LENGTH,
    HASHED_VALUE_LENGTH,
    child_reference,
    encode_branch,
    encode_leaf,
    root_of_reference,
)

_INDEX_OF = {digit: index for index, digit in enumerate("0123456789abcdef")}
_DIGITS = "0123456789abcdef"

Entries = list[tuple[str, bytes | None]]
"""Paths with the values they shall have; None deletes."""


class Node:
    """A leaf, or a branch if it has children. `reference` is None until the node is hashed."""

    __slots__ = ("children", "hashed", "path", "reference", "value")

    def __init__(
        self,
        path: str,
        value: bytes | None,
        hashed: bool,  # noqa: FBT001  nodes are made by position
        children: list[Node | None] | None,
    ) -> None:
        self.path = path
        self.value = value
        self.hashed = hashed
        self.children = children
        self.reference: bytes | None = None


class Trie:
    """A map from state keys to values that knows its root hash (state version 1)."""

    __slots__ = ("_top",)

    def __init__(self) -> None:
        self._top: Node | None = None

    @classmethod
    def build(cls, items: Iterable[tuple[bytes, bytes]]) -> Trie:
        """Make a trie of `items`, in any order; of equal keys the last one counts."""
        trie = cls()
        for key, value in items:
            trie._insert(key.hex(), value)
        return trie

    def copy(self) -> Trie:
        """Return a trie of the same content; changes to either do not show in the other."""
        self.root()
        twin = Trie()
        twin._top = self._top
        return twin

    def update(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Put every value and delete every key that maps to None; absent keys may be deleted."""
        for path, value in self._overwrite(sorted((key.hex(), value) for key, value in changes.items())):
            if value is None:
                self._delete(path)
            else:
                self._insert(path, value)

    def root(self) -> bytes:
        """Return the 32-byte root hash; hashes only what changed since it was last asked."""
        if self._top is None:
            return EMPTY_ROOT
        return root_of_reference(_refresh(self._top))

    def proof(self, keys: Iterable[bytes], value_of: Callable[[bytes], bytes | None]) -> list[bytes]:
        """Return the nodes that show what `keys` map to, sorted, as `state_getReadProof` does.

        `value_of` supplies values of 33 bytes or more, which the trie keeps only as hashes.
        """
        self.root()
        nodes: set[bytes] = set()
        for key in keys:
            self._record(key, value_of, nodes)
        return sorted(nodes)

    def closest_merkle_value(self, key: bytes) -> bytes | None:
        """Return the Merkle value of the node at a key, or of the highest one below it; None where nothing begins so."""
        root = self.root()
        rest, node = key.hex(), self._top
        while node is not None:
            if len(rest) <= len(node.path):
                if node is self._top:
                    return root if node.path.startswith(rest) else None
                return (node.reference or b"")[1:] if node.path.startswith(rest) else None
            if not rest.startswith(node.path) or node.children is None:
                return None
            rest = rest[len(node.path) :]
            node, rest = node.children[_INDEX_OF[rest[0]]], rest[1:]
        return None

    def _record(self, key: bytes, value_of: Callable[[bytes], bytes | None], nodes: set[bytes]) -> None:
        path, node, position = key.hex(), self._top, 0
        while node is not None:
            encoded = _encode(node)
            if node is self._top or len(encoded) >= HASH_LENGTH:
                nodes.add(encoded)
            if not path.startswith(node.path, position):
                return
            position += len(node.path)
            if position == len(path):
                if node.hashed:
                    nodes.add(_checked_value(key, node, value_of(key)))
                return
            node = node.children[_INDEX_OF[path[position]]] if node.children else None
            position += 1

    def _own(self, node: Node, parent: Node | None, index: int) -> Node:
        """Return `node` if it may be changed in place, else put a copy of it into the parent."""
        if node.reference is None:
            return node
        children = node.children
        copy = Node(node.path, node.value, node.hashed, None if children is None else children.copy())
        self._link(copy, parent, index)
        return copy

    def _link(self, node: Node | None, parent: Node | None, index: int) -> None:
        if parent is None:
            self._top = node
        elif parent.children is not None:
            parent.children[index] = node

    def _overwrite(self, entries: Entries) -> Entries:
        """Give new values to keys that have one, seeing each node on the way once; return the entries left to do.

        Most of what a block changes was there before, in a few items of a few pallets: most of the way is shared.
        """
        left: Entries = []
        if self._top is None or not entries:
            return entries
        waiting = [(self._own(self._top, None, 0), 0, 0, len(entries))]
        while waiting:
            node, position, first, end = waiting.pop()
            while first < end and not entries[first][0].startswith(node.path, position):
                left.append(entries[first])
                first += 1
            while first < end and not entries[end - 1][0].startswith(node.path, position):
                end -= 1
                left.append(entries[end])
            if first == end:
                continue
            position += len(node.path)
            path, value = entries[first]
            if position == len(path):
                if value is None or node.value is None:
                    left.append((path, value))
                else:
                    node.value, node.hashed = _stored(value)
                first += 1
            children = node.children
            if children is None:
                left += entries[first:end]
                continue
            while first < end:
                digit, after = entries[first][0][position], first + 1
                if entries[end - 1][0][position] == digit:
                    after = end
                while after < end and entries[after][0][position] == digit:
                    after += 1
                index = _INDEX_OF[digit]
                child = children[index]
                if child is None:
                    left += entries[first:after]
                elif child.children is None and after - first == 1:
                    path, value = entries[first]
                    if value is not None and path[position + 1 :] == child.path:
                        children[index] = Node(child.path, *_stored(value), None)
                    else:
                        left.append(entries[first])
                else:
                    waiting.append((self._own(child, node, index), position + 1, first, after))
                first = after
        return left

    def _insert(self, path: str, value: bytes) -> None:
        value, hashed = _stored(value)
        if self._holds(path, value, hashed=hashed):
            return

        node, index, position = self._top, 0, 0
        parent: Node | None = None
        while node is not None:
            if not path.startswith(node.path, position):
                node = self._split(node, parent, index, path[position:])
            else:
                node = self._own(node, parent, index)
            position += len(node.path)
            if position == len(path):
                node.value, node.hashed = value, hashed
                return
            children = node.children
            if children is None:
                children = node.children = _no_children()
            parent, index = node, _INDEX_OF[path[position]]
            node = children[index]
            position += 1
        self._link(Node(path[position:], value, hashed, None), parent, index)

    def _split(self, node: Node, parent: Node | None, index: int, rest: str) -> Node:
        """Put a branch above `node` where its path leaves `rest`, and return that branch."""
        own, shared = node.path, 0
        for mine, other in zip(own, rest, strict=False):
            if mine != other:
                break
            shared += 1
        children = _no_children()
        branch = Node(own[:shared], None, False, children)  # noqa: FBT003  nodes are made by position
        self._link(branch, parent, index)
        below = _INDEX_OF[own[shared]]
        children[below] = node
        self._own(node, branch, below).path = own[shared + 1 :]
        return branch

    def _holds(self, path: str, value: bytes, *, hashed: bool) -> bool:
        node = _find(self._top, path)
        return node is not None and node.value == value and node.hashed is hashed

    def _delete(self, path: str) -> None:
        found = _find(self._top, path)
        if found is None or found.value is None:
            return

        above: tuple[Node | None, int] = (None, 0)
        node, index, position = self._top, 0, 0
        parent: Node | None = None
        while node is not None:
            position += len(node.path)
            at_end = position == len(path)
            if at_end and node.children is None:
                self._link(None, parent, index)
                if parent is not None:
                    self._shrink(parent, *above)
                return
            node = self._own(node, parent, index)
            if at_end:
                node.value, node.hashed = None, False
                self._shrink(node, parent, index)
                return
            above = (parent, index)
            parent, index = node, _INDEX_OF[path[position]]
            node = node.children[index] if node.children else None
            position += 1

    def _shrink(self, branch: Node, parent: Node | None, index: int) -> None:
        """Turn a branch that lost something into a leaf, or merge it with its only child."""
        if branch.children is None:
            return
        left = [(digit, child) for digit, child in enumerate(branch.children) if child is not None]
        if not left:
            branch.children = None
        elif len(left) == 1 and branch.value is None:
            digit, child = left[0]
            merged = self._own(child, branch, digit)
            merged.path = f"{branch.path}{_DIGITS[digit]}{child.path}"
            self._link(merged, parent, index)


def _stored(value: bytes) -> tuple[bytes, bool]:
    """Return what a node holds of a value, and whether that is its hash."""
    return (blake2_256(value), True) if len(value) >= HASHED_VALUE_LENGTH else (value, False)


def _no_children() -> list[Node | None]:
    return [None] * 16


def _find(node: Node | None, path: str) -> Node | None:
    position = 0
    while node is not None:
        if not path.startswith(node.path, position):
            return None
        position += len(node.path)
        if position == len(path):
            return node
        if node.children is None:
            return None
        node = node.children[_INDEX_OF[path[position]]]
        position += 1
    return None


def _encode(node: Node) -> bytes:
    """Write a node whose children all have references."""
    children, value = node.children, node.value
    if children is not None:
        references = [None if child is None else child.reference for child in children]
        return encode_branch(node.path, value, references, hashed=node.hashed)
    if value is None:
        raise ValueError("a trie node without children must hold a value")
    return encode_leaf(node.path, value, hashed=node.hashed)


def _refresh(top: Node) -> bytes:
    """Give every node a reference, children first, without recursion: keys may be long."""
    if top.reference is not None:
        return top.reference
    waiting = [top]
    for node in waiting:  # grows while it is walked
        if node.children is not None:
            waiting += [child for child in node.children if child is not None and child.reference is None]
    reference = b""
    for node in reversed(waiting):
        reference = node.reference = child_reference(_encode(node))
    return reference


def _checked_value(key: bytes, node: Node, value: bytes | None) -> bytes:
    if value is None or blake2_256(value) != node.value:
        raise ValueError(f"the value supplied for key 0x{key.hex()} is not the one in the trie")
    return value
