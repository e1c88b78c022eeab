"""Development key pairs: `//Alice` and every other secret URI, for genesis, tests and tools.

A user's wallet never passes through here; these are the keys whose secrets are public, or
that the caller just made up.
"""

from typing import NamedTuple

from bittensor_core import CRYPTO_ED25519, CRYPTO_SR25519
from bittensor_core import Keypair as CoreKeypair

DEV_PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"


class KeyUriError(ValueError):
    """The secret URI is not `phrase//hard/soft///password`, nor a hex seed with such a path."""


class Keypair(NamedTuple):
    """A public key, which is also the account id, and what signs for it."""

    public: bytes
    core: CoreKeypair

    def sign(self, message: bytes) -> bytes:
        """Sign exactly `message`; sr25519 signatures differ from call to call by design."""
        return self.core.sign(message)


def keypair_from_uri(uri: str) -> Keypair:
    """Derive the sr25519 pair of `uri`; one without a phrase, like `//Alice`, uses the dev phrase.

    Refuses what `subkey inspect` would refuse.
    """
    return _derive(uri, CRYPTO_SR25519)


def ed25519_keypair_from_uri(uri: str) -> Keypair:
    """Derive the ed25519 pair of `uri`, which allows hard junctions only."""
    return _derive(uri, CRYPTO_ED25519)


def _derive(uri: str, crypto_type: int) -> Keypair:
    try:
        core = CoreKeypair.create_from_uri(uri, crypto_type=crypto_type)
    except ValueError as error:
        # The URI may hold a real secret: keep it out of the message and of the traceback.
        raise KeyUriError(f"not a secret URI: {str(error).rpartition(' ')[2]}") from None
    return Keypair(bytes(core.public_key), core)
