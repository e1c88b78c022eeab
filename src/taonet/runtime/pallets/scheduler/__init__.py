"""Scheduler: calls that are made in a later block, once or again and again."""

from taonet.frame.hooks import Hooks
from taonet.frame.pallet import Reference, pallet, part
from taonet.runtime.pallets.scheduler import calls, errors, events, reserved
from taonet.runtime.pallets.scheduler.invariants import every_name_leads_to_its_task, no_block_is_left_out
from taonet.runtime.pallets.scheduler.service import service
from taonet.runtime.pallets.scheduler.storage import Constants, Storage

PALLET = pallet(
    "Scheduler",
    15,
    "pallet_scheduler",
    part(
        storage=[Storage],
        calls=[calls],
        events=[events],
        errors=[errors],
        reserved=[reserved],
        constants=[Constants],
        hooks=Hooks(on_initialize=service),
        invariants=[every_name_leads_to_its_task, no_block_is_left_out],
    ),
    storage_version=4,
    parity=Reference("polkadot-sdk/substrate/frame/scheduler", "7cc54bf"),
)
