"""Timelock encryption: what a sealed text says can be read by all from a round of the beacon on, and by nobody before.

A fresh key encrypts the text with AES-256-GCM. The key is encrypted to the round by the identity-based scheme of Boneh and
Franklin (FullIdent): the round's point is the identity, and the round's signature, once it is published, is its secret key.
On the wire: the 96 bytes of `u`, then the lists `v` and `w` (32 each), the sealed text with its nonce, and the name of the
cipher. Each list has its length before it as eight bytes, lowest first, as arkworks writes them.

Source: ideal-lab5/timelock (at 5416406) timelock/src/ibe/fullident.rs encrypt, decrypt
Source: ideal-lab5/timelock (at 5416406) timelock/src/tlock.rs tle, tld
Source: ideal-lab5/timelock (at 5416406) timelock/src/stream_ciphers.rs
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from py_arkworks_bls12381 import GT, G1Point, G2Point, Scalar

from taonet.crypto.beacon import PUBLIC_KEY_LENGTH, NotAPoint, point_of, public_point, signature_point

CIPHER: Final = b"AES_GCM_"
NONCE_LENGTH: Final = 12
PART_LENGTH: Final = 32
"""Bytes of `v`, and of `w`."""
OVERHEAD: Final = PUBLIC_KEY_LENGTH + 2 * 40 + 3 * 8 + 16 + 8 + NONCE_LENGTH + len(CIPHER)
"""Bytes that a sealed text is longer than the text."""
_GENERATOR: Final = G2Point()


class Unreadable(ValueError):
    """The bytes are no sealed text."""


class Unopened(ValueError):
    """The signature does not open the sealed text."""


class Sealed(NamedTuple):
    """A sealed text, taken apart and not opened."""

    u: G2Point
    u_bytes: bytes
    v: bytes
    w: bytes
    body: bytes


def seal(public_key: bytes, round_number: int, text: bytes, entropy: Callable[[int], bytes] = os.urandom) -> bytes:
    """Seal a text until the beacon with this public key signs the round."""
    key, sigma, nonce = entropy(32), entropy(32), entropy(NONCE_LENGTH)
    exponent = _exponent(sigma, key)
    shared = GT.pairing(point_of(round_number), public_point(public_key) * exponent)
    u = bytes((_GENERATOR * exponent).to_compressed_bytes())
    v, w = _xor(sigma, _hash_of(shared)), _xor(key, sha256(sigma).digest())
    body = _with_length(AESGCM(key).encrypt(nonce, text, None)) + _with_length(nonce)
    return u + b"".join(map(_with_length, (v, w, body, CIPHER)))


def parse(data: bytes) -> Sealed:
    """Take a sealed text apart; what follows it is ignored, as upstream does. Raises `Unreadable`."""
    return _parse(data)[0]


def parse_whole(data: bytes) -> Sealed:
    """Take a sealed text apart that nothing may follow. Raises `Unreadable`."""
    sealed, rest = _parse(data)
    if rest:
        raise Unreadable("something follows the sealed text")
    return sealed


def unseal(sealed: Sealed, signature: bytes) -> bytes:
    """Open a sealed text with the signature of its round. Raises `NotAPoint` and `Unopened`."""
    return _open(sealed, signature_point(signature))


def _parse(data: bytes) -> tuple[Sealed, bytes]:
    encoded = data[:PUBLIC_KEY_LENGTH]
    try:
        u = public_point(encoded)
    except NotAPoint as error:
        raise Unreadable(str(error)) from error
    v, rest = _take(data[PUBLIC_KEY_LENGTH:])
    w, rest = _take(rest)
    body, rest = _take(rest)
    _, rest = _take(rest)
    return Sealed(u, encoded, v, w, body), rest


def _open(sealed: Sealed, signature: G1Point) -> bytes:
    if len(sealed.v) != PART_LENGTH or len(sealed.w) != PART_LENGTH:
        raise Unopened(f"the header has parts of another length than {PART_LENGTH} bytes")
    sigma = _xor(sealed.v, _hash_of(GT.pairing(signature, sealed.u)))
    key = _xor(sealed.w, sha256(sigma).digest())
    if bytes((_GENERATOR * _exponent(sigma, key)).to_compressed_bytes()) != sealed.u_bytes:
        raise Unopened("the signature is not that of the round")
    try:
        text, rest = _take(sealed.body)
        nonce, _ = _take(rest)
    except Unreadable as error:
        raise Unopened(str(error)) from error
    if len(nonce) != NONCE_LENGTH:
        raise Unopened(f"the nonce has {len(nonce)} bytes and not {NONCE_LENGTH}")
    try:
        return AESGCM(key).decrypt(nonce, text, None)
    except InvalidTag as error:
        raise Unopened("the text was changed") from error


def _exponent(sigma: bytes, key: bytes) -> Scalar:
    return Scalar.from_be_bytes_mod_order(sha256(sigma + key).digest())


def _hash_of(shared: GT) -> bytes:
    # The library writes the element's 576 bytes in arkworks' form, in hexadecimal; nothing else gives them.
    return sha256(bytes.fromhex(str(shared))).digest()


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _with_length(data: bytes) -> bytes:
    return len(data).to_bytes(8, "little") + data


def _take(data: bytes) -> tuple[bytes, bytes]:
    """Return a list of bytes from the front, and what follows."""
    if len(data) < 8:
        raise Unreadable("the sealed text ends too early")
    length = int.from_bytes(data[:8], "little")
    if len(data) - 8 < length:
        raise Unreadable("the sealed text ends too early")
    return data[8 : 8 + length], data[8 + length :]
