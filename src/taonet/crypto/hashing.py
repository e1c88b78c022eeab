"""Hash functions of the chain: content hashes, and the storage hashers that make state keys.

Everything that names a thing on the wire (block, extrinsic, storage key, code) is one of these.
The `xx` family is fast and not collision resistant; the chain uses it only where nobody but the
runtime chooses the input (pallet and item names, small integers).
"""

import hashlib

import xxhash
from Crypto.Hash import keccak


def blake2_128(data: bytes) -> bytes:
    """Return the 16-byte BLAKE2b digest of `data`."""
    return hashlib.blake2b(data, digest_size=16).digest()


def blake2_256(data: bytes) -> bytes:
    """Return the 32-byte BLAKE2b digest of `data`; the chain's block and extrinsic hash."""
    return hashlib.blake2b(data, digest_size=32).digest()


def sha2_256(data: bytes) -> bytes:
    """Return the SHA-256 digest of `data`."""
    return hashlib.sha256(data).digest()


def keccak_256(data: bytes) -> bytes:
    """Return the Keccak-256 digest of `data`, Ethereum's hash, which pads otherwise than SHA3-256."""
    return keccak.new(data=data, digest_bits=256).digest()


def _xx64(data: bytes, seed: int) -> bytes:
    return xxhash.xxh64_intdigest(data, seed).to_bytes(8, "little")


def twox_64(data: bytes) -> bytes:
    """Return xxHash64 of `data` with seed 0, little-endian."""
    return _xx64(data, 0)


def twox_128(data: bytes) -> bytes:
    """Return xxHash64 with seeds 0 and 1, concatenated; the prefix hash of pallets and items."""
    return _xx64(data, 0) + _xx64(data, 1)


def twox_256(data: bytes) -> bytes:
    """Return xxHash64 with seeds 0 to 3, concatenated."""
    return _xx64(data, 0) + _xx64(data, 1) + _xx64(data, 2) + _xx64(data, 3)


# The storage hashers below keep the names of the metadata (`Blake2_128Concat`, ...). Those that
# append the key itself are reversible, so such a map can be iterated with its keys.


def identity(data: bytes) -> bytes:
    """Return `data` itself; for keys that are already uniform, or that must stay sorted."""
    return data


def blake2_128_concat(data: bytes) -> bytes:
    """Return the 16-byte BLAKE2b digest followed by `data`."""
    return hashlib.blake2b(data, digest_size=16).digest() + data


def blake2_128_hash(data: bytes) -> bytes:
    """Return the storage hasher `Blake2_128`, which forgets the key."""
    return blake2_128(data)


def blake2_256_hash(data: bytes) -> bytes:
    """Return the storage hasher `Blake2_256`, which forgets the key."""
    return blake2_256(data)


def twox_64_concat(data: bytes) -> bytes:
    """Return xxHash64 followed by `data`."""
    return _xx64(data, 0) + data


def twox_128_hash(data: bytes) -> bytes:
    """Return the storage hasher `Twox128`, which forgets the key."""
    return twox_128(data)


def twox_256_hash(data: bytes) -> bytes:
    """Return the storage hasher `Twox256`, which forgets the key."""
    return twox_256(data)
