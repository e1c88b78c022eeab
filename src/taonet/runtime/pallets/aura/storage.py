"""Storage of the Aura pallet."""

from taonet.frame.constant import Constant
from taonet.frame.storage import Value, storage
from taonet.runtime.types import BYTES_32
from taonet.scale import U64, bounded_vec, newtype

MAX_AUTHORITIES = 32
SLOT_DURATION = 12_000
"""Milliseconds of a slot, in the chain's time."""

PUBLIC = newtype(BYTES_32, "sp_consensus_aura::sr25519::app_sr25519::Public", type_name="sr25519::Public")
SLOT = newtype(U64, "sp_consensus_slots::Slot")


@storage("Aura")
class Storage:
    Authorities = Value(
        bounded_vec(PUBLIC, MAX_AUTHORITIES), default=[], doc="The sr25519 keys that take turns in making blocks."
    )
    CurrentSlot = Value(SLOT, default=0, doc="The slot of this block: twelve-second spans since 1970.")


class Constants:
    SlotDuration = Constant(U64, SLOT_DURATION, "Length of a slot in milliseconds.")
