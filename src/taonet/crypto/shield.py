"""The MEV shield's envelope: ML-KEM-768 wraps a key, XChaCha20-Poly1305 hides the extrinsic.

The author of a block holds the decapsulation key; users encrypt to the public key they read from
the chain. An envelope is `key_hash[16] kem_length[2, LE] kem_ciphertext nonce[24] aead_ciphertext`
where the key hash is twox-128 of the public key. The shared secret is the AEAD key as it is, with
no derivation and no associated data; the client calls this scheme "v1".
"""

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

from taonet.crypto.hashing import twox_128

PUBLIC_KEY_LENGTH = 1_184
SEED_LENGTH = 64
KEY_HASH_LENGTH = 16
NONCE_LENGTH = 24
TAG_LENGTH = 16


class ShieldKey(NamedTuple):
    """One announced key: what users encrypt to, and what opens it."""

    public: bytes
    private: MLKEM768PrivateKey

    @property
    def key_hash(self) -> bytes:
        """Return the 16 bytes by which an envelope names this key."""
        return twox_128(self.public)

    def seed(self) -> bytes:
        """Return the 64 secret bytes from which `shield_key_from_seed` makes this key again."""
        return self.private.private_bytes_raw()


class ShieldedTransaction(NamedTuple):
    """The parts of an envelope, cut but not opened."""

    key_hash: bytes
    kem_ciphertext: bytes
    nonce: bytes
    aead_ciphertext: bytes


def generate_shield_key() -> ShieldKey:
    """Make a fresh key from the operating system's randomness."""
    return _with_public(MLKEM768PrivateKey.generate())


def shield_key_from_seed(seed: bytes) -> ShieldKey:
    """Make the key that FIPS 203 derives from a 64-byte seed; refuse other lengths."""
    if len(seed) != SEED_LENGTH:
        raise ValueError(f"a shield key seed has {SEED_LENGTH} bytes, got {len(seed)}")
    return _with_public(MLKEM768PrivateKey.from_seed_bytes(seed))


def parse_shielded(envelope: bytes) -> ShieldedTransaction | None:
    """Cut an envelope into its parts, or return None if it is too short for what it announces.

    The lengths of the two ciphertexts are not judged: the chain admits such an envelope and only
    the author finds that it does not open.
    """
    kem_start = KEY_HASH_LENGTH + 2
    if len(envelope) < kem_start:
        return None
    nonce_start = kem_start + int.from_bytes(envelope[KEY_HASH_LENGTH:kem_start], "little")
    aead_start = nonce_start + NONCE_LENGTH
    if len(envelope) < aead_start:
        return None
    return ShieldedTransaction(
        key_hash=envelope[:KEY_HASH_LENGTH],
        kem_ciphertext=envelope[kem_start:nonce_start],
        nonce=envelope[nonce_start:aead_start],
        aead_ciphertext=envelope[aead_start:],
    )


def unshield(key: ShieldKey, shielded: ShieldedTransaction) -> bytes | None:
    """Open an envelope, or return None if it was not made for `key`, was altered, or is empty.

    The key hash is not compared: the caller chose the key by it.
    """
    if len(shielded.aead_ciphertext) < TAG_LENGTH or len(shielded.nonce) != NONCE_LENGTH:
        return None
    try:
        # A forged ciphertext of the right length decapsulates to a random secret by design.
        secret = key.private.decapsulate(shielded.kem_ciphertext)
    except ValueError:
        return None
    body, tag = shielded.aead_ciphertext[:-TAG_LENGTH], shielded.aead_ciphertext[-TAG_LENGTH:]
    from Crypto.Cipher import ChaCha20_Poly1305  # noqa: PLC0415  its loader takes 20 ms, and most starts open no envelope

    cipher = ChaCha20_Poly1305.new(key=secret, nonce=shielded.nonce)
    try:
        return cipher.decrypt_and_verify(body, tag) or None
    except ValueError:
        return None


def _with_public(private: MLKEM768PrivateKey) -> ShieldKey:
    return ShieldKey(private.public_key().public_bytes_raw(), private)
