"""Preimage: bytes kept on chain under their hash, for calls that are made later."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.preimage import calls, errors, events, reserved
from taonet.runtime.pallets.preimage.storage import Storage

PALLET = pallet(
    "Preimage",
    14,
    "pallet_preimage",
    part(storage=[Storage], calls=[calls], events=[events], errors=[errors], reserved=[reserved]),
    storage_version=1,
    parity=Reference("polkadot-sdk/substrate/frame/preimage", "7cc54bf"),
)
