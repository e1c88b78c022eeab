"""Multisig: accounts of several people, for which a call is made once enough of them approve it."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.multisig import calls, errors, events, reserved
from taonet.runtime.pallets.multisig.invariants import approvals_are_in_order
from taonet.runtime.pallets.multisig.storage import Constants, Storage

PALLET = pallet(
    "Multisig",
    13,
    "pallet_multisig",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        invariants=[approvals_are_in_order],
    ),
    storage_version=1,
    parity=Reference("polkadot-sdk/substrate/frame/multisig", "060d530"),
)
