"""Storage of the multisig pallet: operations that wait for approvals."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.frame.hashers import BLAKE2_128_CONCAT, TWOX_64_CONCAT
from taonet.frame.storage import OptionDoubleMap, storage
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.multisig.types import MAX_SIGNATORIES, MULTISIG
from taonet.runtime.types import ACCOUNT_ID, BYTES_32, TAO
from taonet.scale import U32

DEPOSIT_BASE, DEPOSIT_FACTOR = Tao(132_000_000), Tao(32_000_000)


@final
@storage("Multisig")
class Storage:
    """Items of this pallet in the state."""

    Multisigs = OptionDoubleMap(
        ACCOUNT_ID,
        BYTES_32,
        MULTISIG,
        hashers=(TWOX_64_CONCAT, BLAKE2_128_CONCAT),
        doc="What waits for approvals, by the account of several people and the hash of the call.",
    )


@final
class Constants:
    """Deposits and bounds that clients see."""

    DepositBase = Constant(TAO, DEPOSIT_BASE, "What whoever begins an operation reserves, in rao.")
    DepositFactor = Constant(TAO, DEPOSIT_FACTOR, "What is reserved on top for each approval that is needed, in rao.")
    MaxSignatories = Constant(U32, MAX_SIGNATORIES, "People that an account of several may have.")
