"""Aura: authors take turns, one slot each."""

from taonet.frame.pallet import pallet, part
from taonet.runtime.pallets.aura.hooks import HOOKS
from taonet.runtime.pallets.aura.storage import Constants, Storage

PALLET = pallet("Aura", 3, "pallet_aura", part(storage=[Storage], constants=[Constants], hooks=HOOKS))
