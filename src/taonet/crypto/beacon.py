"""The drand beacon: one BLS12-381 signature a round, by a key that all know, which nobody can make before its time.

Quicknet's scheme `bls-unchained-g1-rfc9380`: signatures and hashed rounds are points of G1 (48 bytes), public keys of G2 (96).
A round's message is the SHA-256 of its number as eight bytes, highest first.

Source: pallets/drand/src/verifier.rs verify
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from py_arkworks_bls12381 import GT, G1Point, G2Point, Scalar

SIGNATURE_LENGTH: Final = 48
PUBLIC_KEY_LENGTH: Final = 96
SECRET_LENGTH: Final = 32
DOMAIN: Final = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
QUICKNET_KEY: Final = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
"""The public key of drand's quicknet, which the real chain and the official client know."""
_GENERATOR: Final = G2Point()


class NotAPoint(ValueError):
    """The bytes are no point of the group that they stand for."""


def message(round_number: int) -> bytes:
    """Return the 32 bytes that the beacon signs in a round (u64)."""
    return sha256(round_number.to_bytes(8, "big")).digest()


def point_of(round_number: int) -> G1Point:
    """Return a round's message as a point of the curve: whom is encrypted to, and what is signed."""
    return G1Point.hash_to_curve(message(round_number), DOMAIN)


def public_point(encoded: bytes) -> G2Point:
    """Read a public key, or a point of its group; refuse all but 96 bytes of a point in the group."""
    try:
        return G2Point.from_compressed_bytes(encoded)
    except ValueError as error:
        raise NotAPoint(f"no public key of a beacon: {error}") from error


def signature_point(encoded: bytes) -> G1Point:
    """Read a signature; refuse all but 48 bytes of a point in its group."""
    try:
        return G1Point.from_compressed_bytes(encoded)
    except ValueError as error:
        raise NotAPoint(f"no signature of a beacon: {error}") from error


def verify(public_key: bytes, round_number: int, signature: bytes) -> bool:
    """Tell whether this is the beacon's signature of the round; refuse bytes that are no points."""
    key, signed = public_point(public_key), signature_point(signature)
    return GT.pairing_check([-signed, point_of(round_number)], [_GENERATOR, key])


def randomness(signature: bytes) -> bytes:
    """Return the 32 random bytes of a round: the SHA-256 of its signature."""
    return sha256(signature).digest()


def public_key_of(secret: int) -> bytes:
    """Return the public key of a secret scalar."""
    return bytes((_GENERATOR * _scalar(secret)).to_compressed_bytes())


def sign(secret: int, round_number: int) -> bytes:
    """Sign a round with a secret scalar, as a beacon of one's own does."""
    return bytes((point_of(round_number) * _scalar(secret)).to_compressed_bytes())


def _scalar(secret: int) -> Scalar:
    return Scalar.from_be_bytes_mod_order(secret.to_bytes(SECRET_LENGTH, "big"))
