"""Storage of preimages, by hash."""

from taonet.frame.hashers import IDENTITY
from taonet.frame.storage import OptionMap, storage
from taonet.runtime.pallets.preimage.types import OLD_REQUEST_STATUS, REQUEST_STATUS
from taonet.runtime.types import H256
from taonet.scale import U32, bounded_bytes, tuple_of

MAX_SIZE = 4 * 1024 * 1024
"""Bytes of a preimage."""


@storage("Preimage")
class Storage:
    StatusFor = OptionMap(
        H256,
        OLD_REQUEST_STATUS,
        hasher=IDENTITY,
        doc="What is known of a preimage, in the older form. Empty on this chain.",
    )
    RequestStatusFor = OptionMap(
        H256, REQUEST_STATUS, hasher=IDENTITY, doc="Who paid for a preimage, and how often it is asked for."
    )
    PreimageFor = OptionMap(
        tuple_of(H256, U32), bounded_bytes(MAX_SIZE), hasher=IDENTITY, doc="Preimages, by hash and length."
    )
