"""Settings: what owners and root choose for a subnet, and root for all.

The pallet keeps nothing itself; it guards what the subtensor pallet keeps. A setting has a call here only if some
rule of this runtime reads it.
"""

from __future__ import annotations

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.admin_utils import (
    chain_calls,
    consensus_calls,
    errors,
    events,
    neuron_calls,
    price_calls,
    registration_calls,
    reserved,
)

PALLET = pallet(
    "AdminUtils",
    19,
    "pallet_admin_utils",
    part(
        calls=[neuron_calls, registration_calls, consensus_calls, price_calls, chain_calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
    ),
    parity=Reference("pallets/admin-utils", "0751d00"),
)
