"""Commitments: what a hotkey publishes about itself on a subnet, such as the model that a miner wants judged.

A newer commitment replaces the older. Some fields may be sealed until a round of the randomness beacon that the chain
listens to; the chain opens them when it has that round. A hotkey that loses its uid loses its commitment.
"""

from __future__ import annotations

from taonet.frame.hooks import Hooks
from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.commitments import calls, errors, events
from taonet.runtime.pallets.commitments.invariants import the_index_names_what_is_sealed
from taonet.runtime.pallets.commitments.logic import forget
from taonet.runtime.pallets.commitments.revealing import open_due
from taonet.runtime.pallets.commitments.storage import Constants, Storage
from taonet.runtime.pallets.subtensor.neurons.seats import NEURON_LEAVES

PALLET = pallet(
    "Commitments",
    18,
    "pallet_commitments",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        constants=[Constants],
        invariants=[the_index_names_what_is_sealed],
        hooks=Hooks(on_initialize=open_due),
        on={NEURON_LEAVES: forget},
    ),
    parity=Reference("pallets/commitments", "14bc6f9"),
)
