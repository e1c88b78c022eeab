"""What holds of tasks after every block."""

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.scheduler.storage import Storage
from taonet.runtime.pallets.system.blocks import block_number


def every_name_leads_to_its_task(s: State) -> None:
    """Every name leads to the task that has it."""
    for name, (when, index) in Storage.Lookup.items(s):
        agenda = Storage.Agenda.get(s, when)
        task = agenda[index] if index < len(agenda) else None
        if task is None or task.maybe_id != name:
            raise BrokenInvariant(f"the task 0x{name.hex()} is not at {when}, {index}")


def no_block_is_left_out(s: State) -> None:
    """No agenda is left out: the first that is not done is the next block's at most."""
    since = Storage.IncompleteSince.get(s)
    if since is not None and since > block_number(s) + 1:
        raise BrokenInvariant(f"tasks from block {since} on come next, after block {block_number(s)}")
