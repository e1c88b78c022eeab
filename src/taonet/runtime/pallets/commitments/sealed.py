"""Opening one sealed field with the signature of its round.

A field has the sealed text itself, or the form in which the official client hands it around: the text with its length, then
the round. The reasons of failure are those of 475. Of these `RoundMismatch` is not in the newest public source: it is taken
as the round of the client's form not being the field's.

Source: pallets/commitments/src/lib.rs decrypt_timelock_ciphertext, tle_ciphertext_from_bytes
"""

from __future__ import annotations

from typing import Final

from taonet.crypto.beacon import NotAPoint, signature_point
from taonet.crypto.timelock import PART_LENGTH, Sealed, Unopened, Unreadable, parse_whole, unseal
from taonet.runtime.pallets.commitments.types import RevealFailure, TimelockEncrypted
from taonet.scale import BYTES, U64, DecodeError, tuple_of

_ENVELOPE: Final = tuple_of(BYTES, U64)


def open_field(field: TimelockEncrypted, signature: bytes) -> bytes | RevealFailure:
    """Return what is sealed in a field, or why the signature of its round does not open it."""
    try:
        signature_point(signature)
    except NotAPoint:
        return RevealFailure.SignatureDeserialize
    sealed = _read(field)
    if isinstance(sealed, RevealFailure):
        return sealed
    try:
        return unseal(sealed, signature) or RevealFailure.EmptyPlaintext
    except Unopened:
        return RevealFailure.Decrypt


def _read(field: TimelockEncrypted) -> Sealed | RevealFailure:
    try:
        sealed = _parse(field)
    except (Unreadable, DecodeError):
        return RevealFailure.CiphertextDeserialize
    if sealed is None:
        return RevealFailure.RoundMismatch
    if len(sealed.v) != PART_LENGTH or len(sealed.w) != PART_LENGTH:
        return RevealFailure.CiphertextDeserialize
    return sealed


def _parse(field: TimelockEncrypted) -> Sealed | None:
    """Take a field's text apart; None when it names another round."""
    try:
        return parse_whole(field.encrypted)
    except Unreadable:
        inner, round_number = _ENVELOPE.decode(field.encrypted)
    return parse_whole(inner) if round_number == field.reveal_round else None
