"""Storage of balances. The funds themselves are in `System.Account`."""

from taonet.frame.constant import Constant
from taonet.frame.storage import Map, Value, storage
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.balances.types import (
    BALANCE_LOCK,
    FROZEN_AMOUNT,
    HELD_AMOUNT,
    HOLD_REASONS,
    RESERVE_DATA,
)
from taonet.runtime.pallets.system.types import ACCOUNT_DATA, AccountData
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32, bounded_vec

MAX_LOCKS = 50
MAX_RESERVES = 50
MAX_FREEZES = 50
EXISTENTIAL_DEPOSIT = Tao(500)


@storage("Balances")
class Storage:
    TotalIssuance = Value(TAO, default=Tao(0), doc="All TAO that exists, in rao.")
    InactiveIssuance = Value(TAO, default=Tao(0), doc="The part of it that takes no part in votes. Always 0 here.")
    Account = Map(
        ACCOUNT_ID,
        ACCOUNT_DATA,
        default=AccountData(),
        doc="Not used on this chain: funds are in System.Account.",
    )
    # A weak bound: an account may have more locks than that, and is only warned about.
    Locks = Map(
        ACCOUNT_ID, bounded_vec(BALANCE_LOCK, None, weak=True), default=[], doc="Floors under an account's funds."
    )
    Reserves = Map(ACCOUNT_ID, bounded_vec(RESERVE_DATA, MAX_RESERVES), default=[], doc="Named reserves, by name.")
    Holds = Map(ACCOUNT_ID, bounded_vec(HELD_AMOUNT, HOLD_REASONS), default=[], doc="Funds held, by reason.")
    Freezes = Map(ACCOUNT_ID, bounded_vec(FROZEN_AMOUNT, MAX_FREEZES), default=[], doc="Funds frozen, by reason.")


class Constants:
    ExistentialDeposit = Constant(
        TAO, EXISTENTIAL_DEPOSIT, "The least free balance of an account, in rao; below it the account is removed."
    )
    MaxLocks = Constant(U32, MAX_LOCKS, "How many locks an account should have at most.")
    MaxReserves = Constant(U32, MAX_RESERVES, "How many named reserves an account may have.")
    MaxFreezes = Constant(U32, MAX_FREEZES, "How many freezes an account may have.")
