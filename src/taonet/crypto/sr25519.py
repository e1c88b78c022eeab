"""The check of sr25519 signatures. It stands alone: the program that helps a busy node imports nothing else of ours."""

import sr25519

PUBLIC_KEY_LENGTH = 32
SIGNATURE_LENGTH = 64


def verify_sr25519(signature: bytes, message: bytes, public_key: bytes) -> bool:
    """Tell whether `signature` is Schnorrkel's over `message` in the context "substrate"."""
    if len(signature) != SIGNATURE_LENGTH or len(public_key) != PUBLIC_KEY_LENGTH:
        return False
    try:
        return sr25519.verify(signature, message, public_key)
    except ValueError:  # not a curve point, not a canonical scalar, or unmarked
        return False
