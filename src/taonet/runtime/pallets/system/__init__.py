"""System: accounts and their references, and the bookkeeping of the block at hand."""

from taonet.frame.hooks import Hooks
from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.origins import ETHEREUM, SYSTEM
from taonet.runtime.pallets.system import calls, errors, events, reserved
from taonet.runtime.pallets.system.invariants import stored_accounts_are_alive
from taonet.runtime.pallets.system.storage import Constants, Storage
from taonet.runtime.pallets.system.upgrades import go_over_when_due

PALLET = pallet(
    "System",
    0,
    "frame_system",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        invariants=[stored_accounts_are_alive],
        origins=[SYSTEM, ETHEREUM],
        hooks=Hooks(on_finalize=go_over_when_due),
    ),
    parity=Reference("polkadot-sdk/substrate/frame/system", "7cc54bf"),
)
