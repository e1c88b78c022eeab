"""Pulses and the beacon that they come from, as they stand on the wire."""

from __future__ import annotations

from typing import Annotated, Final, final

import msgspec

from taonet.runtime.signers import MULTI_SIGNER, MultiSigner
from taonet.scale import U32, U64, Typed, bounded_bytes, struct, u32, vec

MAX_KEY: Final = 96
MAX_HASH: Final = 32
MAX_SIGNATURE: Final = 144

_PATH: Final = "pallet_drand::types"
_HASH: Final = bounded_bytes(MAX_HASH)


@final
class Pulse(msgspec.Struct, frozen=True):
    """A round of the beacon: its number, and the signature whose SHA-256 is the randomness."""

    round: Annotated[int, Typed(U64, "RoundNumber")]
    randomness: Annotated[bytes, Typed(_HASH, "BoundedVec<u8, ConstU32<32>>")]
    signature: Annotated[bytes, Typed(bounded_bytes(MAX_SIGNATURE), "BoundedVec<u8, ConstU32<144>>")]


PULSE: Final = struct(Pulse, f"{_PATH}::Pulse")


@final
class Metadata(msgspec.Struct, frozen=True):
    """What else a beacon says of itself: its name."""

    beacon_id: Annotated[bytes, Typed(_HASH, "BoundedHash")]


METADATA: Final = struct(Metadata, f"{_PATH}::Metadata")


@final
class BeaconConfiguration(msgspec.Struct, frozen=True):
    """A beacon: its public key, the seconds between rounds, and the second of its first one."""

    public_key: Annotated[bytes, Typed(bounded_bytes(MAX_KEY), "OpaquePublicKey")]
    period: u32
    genesis_time: u32
    hash: Annotated[bytes, Typed(_HASH, "BoundedHash")]
    group_hash: Annotated[bytes, Typed(_HASH, "BoundedHash")]
    scheme_id: Annotated[bytes, Typed(_HASH, "BoundedHash")]
    metadata: Annotated[Metadata, Typed(METADATA, "Metadata")]


BEACON_CONFIGURATION: Final = struct(BeaconConfiguration, f"{_PATH}::BeaconConfiguration")


@final
class PulsesPayload(msgspec.Struct, frozen=True):
    """What an author signs when it brings pulses: the block it knows, the pulses, its key."""

    block_number: Annotated[int, Typed(U32, "BlockNumber")]
    pulses: Annotated[list[Pulse], Typed(vec(PULSE), "Vec<Pulse>")]
    public: Annotated[MultiSigner, Typed(MULTI_SIGNER, "Public")]


@final
class BeaconConfigurationPayload(msgspec.Struct, frozen=True):
    """A new beacon, in the form in which pulses come."""

    block_number: Annotated[int, Typed(U32, "BlockNumber")]
    config: Annotated[BeaconConfiguration, Typed(BEACON_CONFIGURATION, "BeaconConfiguration")]
    public: Annotated[MultiSigner, Typed(MULTI_SIGNER, "Public")]


_PARAMETERS: Final = {"Public": MULTI_SIGNER, "BlockNumber": U32}
PULSES_PAYLOAD: Final = struct(PulsesPayload, f"{_PATH}::PulsesPayload", parameters=_PARAMETERS)
CONFIGURATION_PAYLOAD: Final = struct(
    BeaconConfigurationPayload, f"{_PATH}::BeaconConfigurationPayload", parameters=_PARAMETERS
)
