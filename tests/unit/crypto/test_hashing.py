"""Known answers of every hash the chain uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taonet.crypto import hashing

DIGESTS = [
    (hashing.blake2_128, b"", "cae66941d9efbd404e4d88758ea67670"),
    (
        hashing.blake2_256,
        b"",
        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
    ),
    (hashing.twox_64, b"", "99e9d85137db46ef"),
    (hashing.twox_64, b"abc", "990977adf52cbc44"),
    # The prefixes every Substrate explorer knows.
    (hashing.twox_128, b"System", "26aa394eea5630e07c48ae0c9558cef7"),
    (hashing.twox_128, b"Account", "b99d880ec681799c0cf30e8886371da9"),
    (
        hashing.twox_256,
        b"abc",
        "990977adf52cbc440889329981caa9bef7da5770b2b8a05303b75d95360dd62b",
    ),
]


@pytest.mark.parametrize(("hash_function", "data", "expected"), DIGESTS)
def test_digest_is_the_published_one(hash_function: Callable[..., Any], data: bytes, expected: str) -> None:
    assert hash_function(data).hex() == expected


def test_concat_hashers_keep_the_key_readable() -> None:
    key = bytes(range(40))

    assert hashing.blake2_128_concat(key) == hashing.blake2_128(key) + key
    assert hashing.twox_64_concat(key) == hashing.twox_64(key) + key
    assert hashing.identity(key) == key


def test_opaque_hashers_are_the_plain_digests() -> None:
    key = b"a storage key"

    assert hashing.blake2_128_hash(key) == hashing.blake2_128(key)
    assert hashing.blake2_256_hash(key) == hashing.blake2_256(key)
    assert hashing.twox_128_hash(key) == hashing.twox_128(key)
    assert hashing.twox_256_hash(key) == hashing.twox_256(key)
