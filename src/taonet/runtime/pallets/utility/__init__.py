"""Utility: batches, calls from derived accounts, calls with a fallback."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.utility import calls, errors, events, reserved
from taonet.runtime.pallets.utility.calls import Constants

PALLET = pallet(
    "Utility",
    11,
    "pallet_subtensor_utility",
    part(calls=[calls], events=[events], errors=[errors], reserved=[reserved], constants=[Constants]),
    alias="pallet_utility",
    event_parameters=(),
    parity=Reference("pallets/utility", "14bc6f9"),
)
