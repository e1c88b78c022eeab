"""Fees, in parts and as clients ask for them."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.frame.weight import WEIGHT, DispatchClass, Weight
from taonet.primitives.amounts import Tao
from taonet.runtime.types import TAO
from taonet.scale import Typed, option, struct, unit_enum


class Releases(IntEnum):
    """Layouts of this pallet's storage."""

    V1Ancient = 0
    V2 = 1


RELEASES = unit_enum(Releases, "pallet_transaction_payment::Releases")


_BALANCE = Typed(TAO, "Balance")


@final
class InclusionFee(msgspec.Struct, frozen=True):
    """What a transaction pays for its place in a block, in rao."""

    base_fee: Annotated[Tao, _BALANCE]
    len_fee: Annotated[Tao, _BALANCE]
    adjusted_weight_fee: Annotated[Tao, _BALANCE]


INCLUSION_FEE = struct(InclusionFee, "pallet_transaction_payment::types::InclusionFee", parameters={"Balance": TAO})


@final
class FeeDetails(msgspec.Struct, frozen=True):
    """A fee in parts; free transactions have no inclusion fee."""

    inclusion_fee: Annotated[InclusionFee | None, Typed(option(INCLUSION_FEE), "Option<InclusionFee<Balance>>")]
    tip: Annotated[Tao, _BALANCE]


@final
class RuntimeDispatchInfo(msgspec.Struct, frozen=True):
    """Weight, class and fee of a transaction; the tip is not in the fee."""

    weight: Weight
    class_: DispatchClass
    partial_fee: Annotated[Tao, _BALANCE]


FEE_DETAILS = struct(FeeDetails, "pallet_transaction_payment::types::FeeDetails", parameters={"Balance": TAO})
RUNTIME_DISPATCH_INFO = struct(
    RuntimeDispatchInfo,
    "pallet_transaction_payment::types::RuntimeDispatchInfo",
    parameters={"Balance": TAO, "Weight": WEIGHT},
)
