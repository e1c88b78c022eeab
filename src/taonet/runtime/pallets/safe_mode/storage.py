"""Storage of safe mode, and its constants: nobody but root enters or extends it."""

from taonet.frame.constant import Constant
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import OptionDoubleMap, OptionValue, storage
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32, option

ROOT_ENTERS_FOR = 7_200
ROOT_EXTENDS_BY = 3_600
"""Blocks; a day and half a day on the real chain."""


@storage("SafeMode")
class Storage:
    EnteredUntil = OptionValue(U32, doc="The last block of safe mode; nothing outside it.")
    Deposits = OptionDoubleMap(
        ACCOUNT_ID,
        U32,
        TAO,
        hashers=(TWOX_64_CONCAT, TWOX_64_CONCAT),
        doc="Deposits of those who entered or extended safe mode, by block. Nobody can on this chain.",
    )


class Constants:
    EnterDuration = Constant(U32, 0, "For how many blocks whoever pays a deposit enters safe mode: nobody can.")
    ExtendDuration = Constant(U32, 0, "By how many blocks whoever pays a deposit extends safe mode: nobody can.")
    EnterDepositAmount = Constant(option(TAO), None, "The deposit for entering safe mode; without one nobody can.")
    ExtendDepositAmount = Constant(option(TAO), None, "The deposit for extending safe mode; without one nobody can.")
    ReleaseDelay = Constant(
        option(U32), None, "After how many blocks anyone may release a deposit; without, nobody may."
    )
