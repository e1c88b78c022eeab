"""Signature checks of a `MultiSignature`: sr25519, ed25519 and ecdsa.

The bytes are untrusted: a malformed key or signature is simply not a valid signature, so
nothing here raises. The message is checked as given; wrapping it in `<Bytes>...</Bytes>`, as
browser wallets do, is the business of off-chain protocols and never of the chain.
"""

import coincurve
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from taonet.crypto.hashing import blake2_256
from taonet.crypto.sr25519 import PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH, verify_sr25519

__all__ = ["recover_ecdsa", "verify_ecdsa", "verify_ed25519", "verify_sr25519"]

ECDSA_SIGNATURE_LENGTH = 65  # r, s and the recovery id


def verify_ed25519(signature: bytes, message: bytes, public_key: bytes) -> bool:
    """Tell whether `signature` is the ed25519 signature of `message`.

    Checks the equation of RFC 8032 without the cofactor, and takes keys of small order, as the
    chain does. The chain follows ZIP-215, which also accepts signatures that fit only after
    multiplying by the cofactor, or whose points are written non-canonically: only one who
    crafts it on purpose makes such a signature, and it is refused here.
    """
    if len(signature) != SIGNATURE_LENGTH or len(public_key) != PUBLIC_KEY_LENGTH:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (ValueError, InvalidSignature):
        return False
    return True


def verify_ecdsa(signature: bytes, message: bytes, account_id: bytes) -> bool:
    """Tell whether the secp256k1 key recovered from `signature` owns `account_id`.

    The signed digest is blake2-256 of the message; the account id is blake2-256 of the compressed
    public key, because 33 bytes do not fit an account.
    """
    public_key = recover_ecdsa(signature, blake2_256(message))
    return public_key is not None and blake2_256(public_key) == account_id


def recover_ecdsa(signature: bytes, digest: bytes) -> bytes | None:
    """Return the compressed secp256k1 key that signed `digest`, or None if there is none.

    The recovery id may be 0 to 3 or, as Ethereum writes it, 27 to 30.
    """
    if len(signature) != ECDSA_SIGNATURE_LENGTH or len(digest) != 32:
        return None
    recovery_id = signature[64]
    if recovery_id > 26:
        recovery_id -= 27
    if recovery_id > 3:
        return None
    try:
        key = coincurve.PublicKey.from_signature_and_message(
            signature[:64] + bytes((recovery_id,)), digest, hasher=None
        )
    except Exception:  # noqa: BLE001 - coincurve raises it bare when no key fits
        return None
    return key.format(compressed=True)
