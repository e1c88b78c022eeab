"""Alpha assets: how much of each subnet's token exists, was burned and was recycled.

The pallet has no calls: staking and the coinbase call its functions.
"""

from __future__ import annotations

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.alpha_assets.storage import Storage

PALLET = pallet(
    "AlphaAssets",
    31,
    "pallet_alpha_assets",
    part(storage=[Storage]),
    parity=Reference("pallets/alpha-assets", "0bb2cb3"),
)
