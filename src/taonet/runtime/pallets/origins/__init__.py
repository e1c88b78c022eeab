"""Origins: in whose name the calls of referenda are made, and which calls those may be."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.origins.logic import ORIGINS

PALLET = pallet(
    "Origins",
    42,
    "pallet_custom_origins",
    part(origins=[ORIGINS]),
    parity=Reference("polkadot-sdk/polkadot/runtime/westend/src/governance", "05a6890"),
)
