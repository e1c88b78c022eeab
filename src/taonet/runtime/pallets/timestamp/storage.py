"""Storage of the timestamp pallet."""

from taonet.frame.constant import Constant
from taonet.frame.storage import Value, storage
from taonet.scale import BOOL, U64

MINIMUM_PERIOD = 6000


@storage("Timestamp")
class Storage:
    Now = Value(U64, default=0, doc="Time of this block in milliseconds since 1970.")
    DidUpdate = Value(BOOL, default=False, doc="Whether this block has its time already.")


class Constants:
    MinimumPeriod = Constant(U64, MINIMUM_PERIOD, "The least time between two blocks, in milliseconds: half a slot.")
