"""Storage hashers: how a map turns the bytes of its key into the end of a state key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import final

from taonet.crypto.hashing import (
    blake2_128_concat,
    blake2_128_hash,
    blake2_256_hash,
    identity,
    twox_64_concat,
    twox_128_hash,
    twox_256_hash,
)


@final
@dataclass(frozen=True, slots=True)
class Hasher:
    """A hasher: its name in metadata, its function, and how many bytes come before the key (None: key not kept)."""

    name: str
    index: int
    apply: Callable[[bytes], bytes]
    before_key: int | None


BLAKE2_128 = Hasher("Blake2_128", 0, blake2_128_hash, None)
BLAKE2_256 = Hasher("Blake2_256", 1, blake2_256_hash, None)
BLAKE2_128_CONCAT = Hasher("Blake2_128Concat", 2, blake2_128_concat, 16)
TWOX_128 = Hasher("Twox128", 3, twox_128_hash, None)
TWOX_256 = Hasher("Twox256", 4, twox_256_hash, None)
TWOX_64_CONCAT = Hasher("Twox64Concat", 5, twox_64_concat, 8)
IDENTITY = Hasher("Identity", 6, identity, 0)
