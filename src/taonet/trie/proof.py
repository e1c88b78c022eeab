"""Verify a storage proof: the nodes on the path from a root hash to a key.

The proof is untrusted. Each node is looked up by the hash that the root or its parent gives, so a
wrong proof can be incomplete or malformed, but it cannot prove a wrong value.
"""

from collections.abc import Iterable

from taonet.crypto.hashing import blake2_256
from taonet.trie.encoding import EMPTY_ROOT, HASH_LENGTH


class InvalidProof(ValueError):
    """The proof lacks a node on the way to the key, or holds one that is not a trie node."""


def verify_proof(root: bytes, proof: Iterable[bytes], key: bytes) -> bytes | None:
    """Return the value that `root` gives `key`, or None if it proves that there is no such key.

    Raises `InvalidProof` if the nodes prove neither.
    """
    if root == EMPTY_ROOT:
        return None
    nodes = {blake2_256(node): node for node in proof}
    node, path, position = _lookup(nodes, root), key.hex(), 0
    while True:
        reader = _Reader(node)
        branch, has_value, hashed, own_path = _read_start(reader)
        if not path.startswith(own_path, position):
            return None
        position += len(own_path)
        bitmap = int.from_bytes(reader.take(2), "little") if branch else 0
        value = _read_value(reader, hashed=hashed) if has_value else None
        if position == len(path):
            return _lookup(nodes, value) if hashed and value is not None else value
        wanted = int(path[position], 16)
        if not bitmap >> wanted & 1:
            return None
        for _ in range((bitmap & ((1 << wanted) - 1)).bit_count()):
            reader.take_prefixed()
        child = reader.take_prefixed()
        node = _lookup(nodes, child) if len(child) == HASH_LENGTH else child
        position += 1


class _Reader:
    """A cursor over the bytes of one node."""

    __slots__ = ("data", "position")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, length: int) -> bytes:
        end = self.position + length
        if end > len(self.data):
            raise InvalidProof("a node of the proof is cut short")
        piece = self.data[self.position : end]
        self.position = end
        return piece

    def take_prefixed(self) -> bytes:
        """Take bytes preceded by their compact length."""
        first = self.take(1)[0]
        mode = first & 3
        if mode == 0:
            return self.take(first >> 2)
        if mode == 3:
            raise InvalidProof("a length in a node of the proof is out of range")
        rest = self.take(1 if mode == 1 else 3)
        return self.take(int.from_bytes(bytes((first,)) + rest, "little") >> 2)


def _lookup(nodes: dict[bytes, bytes], digest: bytes) -> bytes:
    node = nodes.get(digest)
    if node is None:
        raise InvalidProof(f"the proof lacks the node 0x{digest.hex()}")
    return node


def _read_start(reader: _Reader) -> tuple[bool, bool, bool, str]:
    """Return whether the node is a branch, has a value, has it as a hash, and its path."""
    first = reader.take(1)[0]
    kinds = (
        (0b1100_0000, 63, True, True, False),
        (0b1000_0000, 63, True, False, False),
        (0b0100_0000, 63, False, True, False),
        (0b0010_0000, 31, False, True, True),
        (0b0001_0000, 15, True, True, True),
    )
    for bits, largest, branch, has_value, hashed in kinds:
        if first & (0xFF ^ largest) == bits:
            return branch, has_value, hashed, _read_path(reader, first & largest, largest)
    raise InvalidProof(f"unknown node header 0x{first:02x}")


def _read_path(reader: _Reader, length: int, largest: int) -> str:
    if length == largest:
        more = 255
        while more == 255:
            more = reader.take(1)[0]
            length += more
    digits = reader.take((length + 1) // 2).hex()
    if length % 2 == 0:
        return digits
    if digits[0] != "0":
        raise InvalidProof("the padding of a node's path is not zero")
    return digits[1:]


def _read_value(reader: _Reader, *, hashed: bool) -> bytes:
    return reader.take(HASH_LENGTH) if hashed else reader.take_prefixed()
