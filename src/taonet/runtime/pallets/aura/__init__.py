"""Aura: authors take turns, one slot each."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.aura.hooks import HOOKS
from taonet.runtime.pallets.aura.storage import Constants, Storage

PALLET = pallet(
    "Aura",
    3,
    "pallet_aura",
    part(storage=[Storage], constants=[Constants], hooks=HOOKS),
    parity=Reference("polkadot-sdk/substrate/frame/aura", "7cc54bf"),
)
