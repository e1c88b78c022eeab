"""Timestamp: the time of a block, set by its author in an inherent."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.timestamp import calls
from taonet.runtime.pallets.timestamp.hooks import HOOKS
from taonet.runtime.pallets.timestamp.storage import Constants, Storage

PALLET = pallet(
    "Timestamp",
    2,
    "pallet_timestamp",
    part(storage=[Storage], calls=[calls], constants=[Constants], hooks=HOOKS),
    parity=Reference("polkadot-sdk/substrate/frame/timestamp", "7cc54bf"),
)
