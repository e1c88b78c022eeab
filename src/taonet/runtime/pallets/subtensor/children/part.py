"""The slice `children` as one `part` of subtensor."""

from taonet.frame.hooks import Hooks
from taonet.frame.pallet import part
from taonet.runtime.pallets.subtensor.children import calls, events
from taonet.runtime.pallets.subtensor.children.relations import follow_owner
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.staking.lenders import check_queued
from taonet.runtime.pallets.subtensor.subnets.registry import OWNER_HOTKEY_CHANGES

PART = part(
    storage=[Children],
    calls=[calls],
    events=[events],
    hooks=Hooks(on_idle=check_queued),
    on={OWNER_HOTKEY_CHANGES: follow_owner},
)
