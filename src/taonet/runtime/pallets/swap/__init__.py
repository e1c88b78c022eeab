"""The swap pallet: weighted pools of TAO and alpha, one a subnet.

The curve, a trade and liquidity are pure functions over a `Pool`. The reserves belong to subtensor, whose `pools` puts
these functions over chain storage; this pallet knows nothing of subnets.
"""

from __future__ import annotations

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.swap import calls, errors, events, reserved
from taonet.runtime.pallets.swap.constants import Constants
from taonet.runtime.pallets.swap.storage import Storage

PALLET = pallet(
    "Swap",
    28,
    "pallet_subtensor_swap::pallet",
    part(
        storage=[Storage], calls=[calls], events=[events], errors=[errors], reserved=[reserved], constants=[Constants]
    ),
    parity=Reference("pallets/swap", "14bc6f9"),
)
