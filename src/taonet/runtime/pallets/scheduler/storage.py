"""Storage of the scheduler: what waits, and since when it could not all be done."""

from taonet.frame.constant import Constant
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.outer_storage import OuterMap
from taonet.frame.storage import OptionMap, OptionValue, storage
from taonet.frame.weight import WEIGHT, Weight
from taonet.runtime.pallets.scheduler.types import MAX_SCHEDULED_PER_BLOCK, PAIR, RETRY_CONFIG, agenda
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.types import BYTES_32
from taonet.scale import U32

MAXIMUM_WEIGHT = Weight(LIMITS.max_block.ref_time * 8 // 10, LIMITS.max_block.proof_size * 8 // 10)
"""What the tasks of a block may use."""


@storage("Scheduler")
class Storage:
    IncompleteSince = OptionValue(U32, doc="The first block whose agenda is not done; the next block if all are.")
    Agenda = OuterMap(U32, agenda, hasher=TWOX_64_CONCAT, doc="Tasks by the block in which they are due.")
    Retries = OptionMap(PAIR, RETRY_CONFIG, doc="How often a task is made again when it is refused, by its place.")
    Lookup = OptionMap(BYTES_32, PAIR, hasher=TWOX_64_CONCAT, doc="The places of tasks that have a name.")


class Constants:
    MaximumWeight = Constant(WEIGHT, MAXIMUM_WEIGHT, "How much of a block tasks may use.")
    MaxScheduledPerBlock = Constant(U32, MAX_SCHEDULED_PER_BLOCK, "How many tasks may be due in one block.")
