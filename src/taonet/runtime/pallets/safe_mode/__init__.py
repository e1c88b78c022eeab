"""Safe mode: what root enters to stop everything but what keeps the chain going."""

from taonet.frame.hooks import Hooks
from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.safe_mode import calls, errors, events, reserved
from taonet.runtime.pallets.safe_mode.mode import on_initialize, refuse_in_safe_mode
from taonet.runtime.pallets.safe_mode.storage import Constants, Storage

PALLET = pallet(
    "SafeMode",
    20,
    "pallet_safe_mode",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        hooks=Hooks(on_initialize=on_initialize),
        filters=[refuse_in_safe_mode],
    ),
    parity=Reference("polkadot-sdk/substrate/frame/safe-mode", "7cc54bf"),
)
