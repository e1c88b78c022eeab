"""MevShield: transactions that stay encrypted until a block's author includes them.

Authors announce keys; users encrypt a signed transaction to the newest of them and send it inside a carrier. The author
opens the carrier and puts the transaction behind it. The chain itself decrypts nothing: it keeps the keys in order.

The real chain also stores encrypted calls for later, but has nothing that decrypts them: each one fails. That queue
and its limits are left out here; their names are `reserved`.
"""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.shield import calls, errors, events, reserved
from taonet.runtime.pallets.shield.storage import Storage

PALLET = pallet(
    "MevShield",
    30,
    "pallet_shield",
    part(storage=[Storage], calls=[calls], events=[events], errors=[errors], reserved=[reserved]),
    parity=Reference("pallets/shield", "14bc6f9"),
)
