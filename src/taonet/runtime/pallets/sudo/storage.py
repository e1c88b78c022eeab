"""Storage of the sudo pallet."""

from taonet.frame.storage import OptionValue, storage
from taonet.runtime.types import ACCOUNT_ID


@storage("Sudo")
class Storage:
    Key = OptionValue(ACCOUNT_ID, doc="The account that may act as root. A chain without one has no sudo.")
