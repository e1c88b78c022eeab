"""Taking in pulses: who may bring one, when, and what is kept.

Source: pallets/drand/src/lib.rs write_pulse, validate_unsigned, validate_signature_and_parameters
Source: pallets/drand/src/lib.rs validate_transaction_parameters, prune_old_pulses
"""

from __future__ import annotations

from typing import Final

from taonet.crypto import beacon
from taonet.crypto.hashing import blake2_256
from taonet.frame.call import Arguments
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, ValidTransaction
from taonet.primitives.arithmetic import U64_MAX, saturating_add, saturating_sub
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.drand.errors import InvalidRoundNumber, PulseVerificationError
from taonet.runtime.pallets.drand.events import NewPulse
from taonet.runtime.pallets.drand.storage import MAX_KEPT_PULSES, MAX_REMOVED_PULSES, UNSIGNED_PRIORITY, Storage
from taonet.runtime.pallets.drand.types import (
    CONFIGURATION_PAYLOAD,
    PULSES_PAYLOAD,
    BeaconConfigurationPayload,
    Pulse,
    PulsesPayload,
)
from taonet.runtime.pallets.system.blocks import block_number
from taonet.runtime.signers import MULTI_SIGNER, MultiSignature, MultiSigner, Sr25519, Sr25519Public, signature_is_good
from taonet.scale import BYTES, U32, U64

PULSE_LONGEVITY: Final = 3
_PREFIX: Final = b"DrandOffchainWorker"


def take_in(s: State, pulses: list[Pulse]) -> None:
    """Check pulses and keep those of the beacon; a signature that is a point but not the beacon's is passed over."""
    config = Storage.BeaconConfig.get(s)
    last = Storage.LastStoredRound.get(s)
    is_first = last == 0 and Storage.OldestStoredRound.get(s) == 0
    taken: list[int] = []
    for pulse in pulses:
        if not _is_of_beacon(config.public_key, pulse):
            continue
        if pulse.round <= last:
            raise InvalidRoundNumber
        Storage.Pulses.put(s, pulse.round, pulse)
        last = pulse.round
        taken.append(last)

    Storage.LastStoredRound.put(s, last)
    if is_first and taken:
        Storage.OldestStoredRound.put(s, taken[0])
    _prune(s, last)
    Storage.NextUnsignedAt.put(s, block_number(s))
    if taken:
        s.emit(NewPulse(taken))


def validate_pulse(s: State, arguments: Arguments) -> ValidTransaction:
    """Let in one pulse of a round that is not kept yet, signed by any key; lower rounds come first."""
    payload: PulsesPayload = arguments["pulses_payload"]
    _check_signature(PULSES_PAYLOAD.encode(payload), payload.public, arguments["signature"])
    number = _check_block(s, payload.block_number)
    if len(payload.pulses) != 1:
        raise TransactionInvalid(Invalid.Call)
    round_number = payload.pulses[0].round
    if Storage.NextUnsignedAt.get(s) > number or round_number <= Storage.LastStoredRound.get(s):
        raise TransactionInvalid(Invalid.Stale)
    priority = saturating_add(UNSIGNED_PRIORITY, saturating_sub(U64_MAX, round_number))
    tag = _tag(b"drand" + U64.encode(round_number))
    return ValidTransaction(priority, (), (tag,), PULSE_LONGEVITY, propagate=False)


def validate_configuration(s: State, arguments: Arguments) -> ValidTransaction:
    """Let in a new beacon that any key signed; the call itself is root's alone, so it changes nothing."""
    payload: BeaconConfigurationPayload = arguments["config_payload"]
    _check_signature(CONFIGURATION_PAYLOAD.encode(payload), payload.public, arguments["signature"])
    _check_block(s, payload.block_number)
    following = Storage.NextUnsignedAt.get(s)
    if following > payload.block_number:
        raise TransactionInvalid(Invalid.Stale)
    tag = _tag(U32.encode(following) + BYTES.encode(MULTI_SIGNER.encode(payload.public)))
    return ValidTransaction(UNSIGNED_PRIORITY, (), (tag,), 1)


def _tag(named: bytes) -> bytes:
    return BYTES.encode(_PREFIX) + blake2_256(named)


def _check_signature(payload: bytes, public: MultiSigner, signature: MultiSignature | None) -> None:
    if signature is None:
        raise TransactionInvalid(Invalid.BadSigner)
    of_author = isinstance(signature, Sr25519) and isinstance(public, Sr25519Public)
    if not of_author or not signature_is_good(signature, payload, AccountId(public.public)):
        raise TransactionInvalid(Invalid.BadProof)


def _check_block(s: State, known: int) -> int:
    """Return the block that is being built; refuse what claims to know a later one."""
    number = block_number(s)
    if number < known:
        raise TransactionInvalid(Invalid.Future)
    return number


def _is_of_beacon(public_key: bytes, pulse: Pulse) -> bool:
    try:
        return beacon.verify(public_key, pulse.round, pulse.signature)
    except beacon.NotAPoint as error:
        raise PulseVerificationError from error


def _prune(s: State, last: int) -> None:
    """Drop the oldest rounds beyond those that are kept, some at a time."""
    oldest = Storage.OldestStoredRound.get(s)
    if oldest == 0:
        return
    removed = 0
    while saturating_add(saturating_sub(last, oldest), 1) > MAX_KEPT_PULSES and removed < MAX_REMOVED_PULSES:
        Storage.Pulses.remove(s, oldest)
        oldest = saturating_add(oldest, 1)
        removed += 1
    Storage.OldestStoredRound.put(s, oldest)
