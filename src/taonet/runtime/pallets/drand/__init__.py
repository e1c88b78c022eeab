"""Drand: signatures of the public randomness beacon, checked and kept, so that sealed texts open at their time.

The beacon whose key stands in `BeaconConfig` signs the number of every round. Authors bring the signatures as unsigned
transactions; what a round's signature opens, everybody can read from then on.
"""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.drand import calls, errors, events, reserved
from taonet.runtime.pallets.drand.invariants import INVARIANTS
from taonet.runtime.pallets.drand.storage import Constants, Storage

PALLET = pallet(
    "Drand",
    26,
    "pallet_drand",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        invariants=INVARIANTS,
    ),
    parity=Reference("pallets/drand", "14bc6f9"),
)
