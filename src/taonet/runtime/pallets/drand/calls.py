"""Bringing pulses of the beacon, and choosing the beacon.

Source: pallets/drand/src/lib.rs write_pulse, set_beacon_config, set_oldest_stored_round
Source: pallets/drand/src/weights.rs write_pulse, set_beacon_config, set_oldest_stored_round
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Policy, call
from taonet.frame.origin import Origin, ensure_none, ensure_root
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.arithmetic import U32_MAX
from taonet.runtime.pallets.drand import pulses
from taonet.runtime.pallets.drand.events import BeaconConfigChanged, SetOldestStoredRound
from taonet.runtime.pallets.drand.storage import Storage
from taonet.runtime.pallets.drand.types import (
    CONFIGURATION_PAYLOAD,
    PULSES_PAYLOAD,
    BeaconConfigurationPayload,
    PulsesPayload,
)
from taonet.runtime.pallets.system.blocks import block_number
from taonet.runtime.signers import MULTI_SIGNATURE, MultiSignature
from taonet.scale import Typed, option, u64

_PULSES = Typed(PULSES_PAYLOAD, "PulsesPayload<T::Public, BlockNumberFor<T>>")
_CONFIGURATION = Typed(CONFIGURATION_PAYLOAD, "BeaconConfigurationPayload<T::Public, BlockNumberFor<T>>")
_SIGNATURE = Typed(option(MULTI_SIGNATURE), "Option<T::Signature>")


@call(index=0, weight=reads_writes(4_294_000_000, 3, 4), policy=Policy(unsigned=pulses.validate_pulse))
def write_pulse(
    s: State,
    origin: Origin,
    pulses_payload: Annotated[PulsesPayload, _PULSES],
    signature: Annotated[MultiSignature | None, _SIGNATURE],
) -> None:
    """Check pulses of the beacon and keep them. Nobody signs the extrinsic; any key signs what it brings.

    Rounds come in their order, and may be left out. A pulse that the beacon did not sign is passed over.
    """
    ensure_none(origin)
    pulses.take_in(s, pulses_payload.pulses)


@call(index=1, weight=reads_writes(8_766_000, 0, 2), policy=Policy(unsigned=pulses.validate_configuration))
def set_beacon_config(
    s: State,
    origin: Origin,
    config_payload: Annotated[BeaconConfigurationPayload, _CONFIGURATION],
    signature: Annotated[MultiSignature | None, _SIGNATURE],
) -> None:
    """Let the chain listen to another beacon. Nothing of it is checked. Root only."""
    ensure_root(origin)

    Storage.BeaconConfig.put(s, config_payload.config)
    Storage.NextUnsignedAt.put(s, min(block_number(s) + 1, U32_MAX))
    s.emit(BeaconConfigChanged())


@call(index=2, weight=reads_writes(5_370_000, 0, 1))
def set_oldest_stored_round(s: State, origin: Origin, oldest_round: u64) -> None:
    """Say which round is the oldest that is kept. Root only."""
    ensure_root(origin)

    Storage.OldestStoredRound.put(s, oldest_round)
    s.emit(SetOldestStoredRound(oldest_round))
