"""Preimage: bytes kept on chain under their hash, for calls that are made later."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.preimage import calls, errors, events, reserved
from taonet.runtime.pallets.preimage.invariants import (
    every_preimage_is_known_by_its_length,
    what_is_held_for_preimages_are_their_deposits,
)
from taonet.runtime.pallets.preimage.storage import Storage

PALLET = pallet(
    "Preimage",
    14,
    "pallet_preimage",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        invariants=[what_is_held_for_preimages_are_their_deposits, every_preimage_is_known_by_its_length],
    ),
    storage_version=1,
    parity=Reference("polkadot-sdk/substrate/frame/preimage", "7cc54bf"),
)
