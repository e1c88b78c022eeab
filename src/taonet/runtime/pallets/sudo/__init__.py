"""Sudo: one account that may act as root. A chain in production has none."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.sudo import calls, errors, events
from taonet.runtime.pallets.sudo.storage import Storage

PALLET = pallet(
    "Sudo",
    12,
    "pallet_sudo",
    part(storage=[Storage], calls=[calls], events=[events], errors=[errors]),
    parity=Reference("polkadot-sdk/substrate/frame/sudo", "7cc54bf"),
)
