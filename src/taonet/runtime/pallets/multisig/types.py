"""Types of the multisig pallet: when an operation began, and what is known of it."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.types import ACCOUNT_ID, TAO
from taonet.scale import U32, Typed, bounded_vec, struct

MAX_SIGNATORIES = 100


@final
class Timepoint(msgspec.Struct, frozen=True):
    """The block and the extrinsic in which an operation began: tells two of the same call apart."""

    height: Annotated[int, Typed(U32, "BlockNumber")]
    index: Annotated[int, U32]


TIMEPOINT = struct(Timepoint, "pallet_multisig::Timepoint", parameters={"BlockNumber": U32})


@final
class Multisig(msgspec.Struct, frozen=True):
    """An operation that waits for approvals: when it began, who paid the deposit, and who approved so far, in order."""

    when: Annotated[Timepoint, Typed(TIMEPOINT, "Timepoint<BlockNumber>")]
    deposit: Annotated[Tao, Typed(TAO, "Balance")]
    depositor: Annotated[AccountId, Typed(ACCOUNT_ID, "AccountId")]
    approvals: Annotated[
        list[AccountId], Typed(bounded_vec(ACCOUNT_ID, MAX_SIGNATORIES), "BoundedVec<AccountId, MaxApprovals>")
    ]


MULTISIG = struct(
    Multisig,
    "pallet_multisig::Multisig",
    parameters={"BlockNumber": U32, "Balance": TAO, "AccountId": ACCOUNT_ID, "MaxApprovals": None},
)
