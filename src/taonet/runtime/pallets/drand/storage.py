"""The beacon that the chain listens to, and its rounds."""

from __future__ import annotations

from typing import Final

from taonet.crypto.beacon import QUICKNET_KEY
from taonet.frame.constant import Constant
from taonet.frame.hashers import BLAKE2_128_CONCAT
from taonet.frame.storage import OptionMap, Value, storage
from taonet.runtime.pallets.drand.types import BEACON_CONFIGURATION, PULSE, BeaconConfiguration, Metadata
from taonet.scale import U32, U64

QUICKNET: Final = BeaconConfiguration(
    public_key=QUICKNET_KEY,
    period=3,
    genesis_time=1_692_803_367,
    hash=bytes.fromhex("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"),
    group_hash=bytes.fromhex("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
    scheme_id=b"bls-unchained-g1-rfc9380",
    metadata=Metadata(b"quicknet"),
)
"""The public beacon that the real chain listens to."""

UNSIGNED_PRIORITY: Final = 1 << 20
HTTP_FETCH_TIMEOUT: Final = 1_000
MAX_KEPT_PULSES: Final = 216_000
"""A week of rounds."""
MAX_REMOVED_PULSES: Final = 100
"""Of older ones, so many go with each that comes."""


@storage("Drand")
class Storage:
    BeaconConfig = Value(
        BEACON_CONFIGURATION, default=QUICKNET, doc="The beacon whose signatures count: its key, its rounds' time."
    )
    Pulses = OptionMap(U64, PULSE, hasher=BLAKE2_128_CONCAT, doc="The pulses of rounds that are kept, by round.")
    LastStoredRound = Value(U64, default=0, doc="The last round whose pulse is here.")
    OldestStoredRound = Value(U64, default=0, doc="The oldest round whose pulse is here.")
    NextUnsignedAt = Value(U32, default=0, doc="The first block in which a pulse may come again.")


class Constants:
    """Constants of the drand pallet."""

    UnsignedPriority = Constant(U64, UNSIGNED_PRIORITY, "What the priority of pulses begins at.")
    HttpFetchTimeout = Constant(U64, HTTP_FETCH_TIMEOUT, "Milliseconds that an author waits for a beacon's answer.")
