"""BLAKE3, the hash of metadata digests (RFC-78). Nothing else of the chain uses it, so no library is brought in for it.

Source: the BLAKE3 paper, sections 2.1 to 2.5; the keyed and key-derivation modes and longer outputs are left out.
A kilobyte takes most of a millisecond: enough for a digest that is made once a runtime.
"""

from __future__ import annotations

import struct
from functools import reduce

CHUNK_BYTES = 1_024
BLOCK_BYTES = 64

CHUNK_START = 1
CHUNK_END = 2
PARENT = 4
ROOT = 8

_IV = (
    0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19,
)  # fmt: skip
_PERMUTATION = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_ROUNDS = 7
_MASK = 0xFFFFFFFF

Words = tuple[int, ...]


def _schedules() -> tuple[Words, ...]:
    """Return for each round the order in which it takes the message's words."""
    orders = [tuple(range(16))]
    while len(orders) < _ROUNDS:
        orders.append(tuple(orders[-1][position] for position in _PERMUTATION))
    return tuple(orders)


_SCHEDULES = _schedules()
_COLUMNS_AND_DIAGONALS = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def blake3(data: bytes) -> bytes:
    """Return the 32-byte BLAKE3 hash."""
    return struct.pack("<8I", *_tree(data, 0, ROOT))


def _tree(data: bytes, first_chunk: int, root: int) -> Words:
    """Return the chaining value of a subtree: its left side holds the largest power of two of whole chunks."""
    chunks = max((len(data) + CHUNK_BYTES - 1) // CHUNK_BYTES, 1)
    if chunks == 1:
        return _chunk(data, first_chunk, root)
    left_chunks = 1 << (chunks - 1).bit_length() - 1
    split = left_chunks * CHUNK_BYTES
    left = _tree(data[:split], first_chunk, 0)
    right = _tree(data[split:], first_chunk + left_chunks, 0)
    return _compress(_IV, left + right, 0, BLOCK_BYTES, PARENT | root)


def _chunk(data: bytes, number: int, root: int) -> Words:
    blocks = [data[start : start + BLOCK_BYTES] for start in range(0, len(data), BLOCK_BYTES)] or [b""]
    last = len(blocks) - 1

    def step(chaining: Words, numbered: tuple[int, bytes]) -> Words:
        position, block = numbered
        flags = (CHUNK_START if position == 0 else 0) | (CHUNK_END | root if position == last else 0)
        words = struct.unpack("<16I", block.ljust(BLOCK_BYTES, b"\x00"))
        return _compress(chaining, words, number, len(block), flags)

    return reduce(step, enumerate(blocks), _IV)


def _compress(chaining: Words, block: Words, counter: int, length: int, flags: int) -> Words:
    """Mix a block of 16 words into the chaining value and return the new one."""
    v = [*chaining, *_IV[:4], counter & _MASK, counter >> 32, length, flags]
    for order in _SCHEDULES:
        word = iter(order)
        for a, b, c, d in _COLUMNS_AND_DIAGONALS:
            va, vb, vc, vd = v[a], v[b], v[c], v[d]
            va = (va + vb + block[next(word)]) & _MASK
            vd ^= va
            vd = vd >> 16 | vd << 16 & _MASK
            vc = (vc + vd) & _MASK
            vb ^= vc
            vb = vb >> 12 | vb << 20 & _MASK
            va = (va + vb + block[next(word)]) & _MASK
            vd ^= va
            vd = vd >> 8 | vd << 24 & _MASK
            vc = (vc + vd) & _MASK
            vb ^= vc
            v[a], v[b], v[c], v[d] = va, vb >> 7 | vb << 25 & _MASK, vc, vd
    return tuple(v[position] ^ v[position + 8] for position in range(8))
