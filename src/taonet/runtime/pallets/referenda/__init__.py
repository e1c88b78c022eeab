"""Referenda: calls that all holders decide on, each by the rules of its track."""

from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.referenda import calls, errors, events, reserved
from taonet.runtime.pallets.referenda.hooks import HOOKS
from taonet.runtime.pallets.referenda.invariants import INVARIANTS
from taonet.runtime.pallets.referenda.storage import Constants, Storage

PALLET = pallet(
    "Referenda",
    41,
    "pallet_referenda",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        hooks=HOOKS,
        invariants=INVARIANTS,
    ),
    parameters=("T", "I"),
    storage_version=1,
    parity=Reference("polkadot-sdk/substrate/frame/referenda", "05a6890"),
)
