"""A beacon for development: it signs a round when the chain's own clock reaches it, and everybody knows its secret.

So texts are sealed and opened as with the real beacon, without the internet and at any speed of the chain; only the secrecy is
pretended.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from taonet.crypto.beacon import SECRET_LENGTH, public_key_of
from taonet.frame.state import State
from taonet.runtime.pallets.drand.storage import Storage
from taonet.runtime.pallets.drand.types import BeaconConfiguration, Metadata

SECRET: Final = int.from_bytes(sha256(b"taonet offline beacon").digest()[: SECRET_LENGTH - 1], "big")

_KEY: Final = public_key_of(SECRET)
_NAME: Final = b"taonet-offline"

OFFLINE: Final = BeaconConfiguration(
    public_key=_KEY,
    period=3,
    genesis_time=1_692_803_367,
    hash=sha256(_KEY).digest(),
    group_hash=sha256(_NAME + _KEY).digest(),
    scheme_id=b"bls-unchained-g1-rfc9380",
    metadata=Metadata(_NAME),
)


def is_offline(config: BeaconConfiguration) -> bool:
    """Tell whether this is the beacon whose secret everybody knows."""
    return config.public_key == OFFLINE.public_key


def build(s: State) -> None:
    """Let a new chain listen to the offline beacon."""
    Storage.BeaconConfig.put(s, OFFLINE)
