"""Block limits by weight and length, and base weights.

Production values of spec 475. A block is meant to take two of its twelve seconds for extrinsics, twice that at most.

Source: polkadot-sdk/substrate/frame/system/src/limits.rs with_sensible_defaults
Source: runtime/src/lib.rs BlockWeights
"""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar, final

import msgspec

from taonet.frame.weight import DB_READ, DB_WRITE, WEIGHT, DispatchClass, Weight
from taonet.scale import U32, Codec, Typed, struct, u64

T = TypeVar("T")
U64_MAX = (1 << 64) - 1


@final
class PerDispatchClass(msgspec.Struct, Generic[T], frozen=True):
    """One value for each class of calls."""

    normal: T
    operational: T
    mandatory: T

    def of(self, dispatch_class: DispatchClass) -> T:
        """Return the value of a class."""
        if dispatch_class is DispatchClass.Normal:
            return self.normal
        return self.operational if dispatch_class is DispatchClass.Operational else self.mandatory

    def replaced(self, dispatch_class: DispatchClass, value: T) -> PerDispatchClass[T]:
        """Return the same with another value of one class."""
        if dispatch_class is DispatchClass.Normal:
            return PerDispatchClass(value, self.operational, self.mandatory)
        if dispatch_class is DispatchClass.Operational:
            return PerDispatchClass(self.normal, value, self.mandatory)
        return PerDispatchClass(self.normal, self.operational, value)


@final
class WeightsPerClass(msgspec.Struct, frozen=True):
    """The limits of one dispatch class in a block: None is without bound, `reserved` is kept free for the class."""

    base_extrinsic: Weight
    max_extrinsic: Weight | None
    max_total: Weight | None
    reserved: Weight | None


def per_dispatch_class(item: Codec[T]) -> Codec[PerDispatchClass[T]]:
    """Return the codec of one value for each class."""
    return struct(
        PerDispatchClass,
        "frame_support::dispatch::PerDispatchClass",
        {"normal": Typed(item, "T"), "operational": Typed(item, "T"), "mandatory": Typed(item, "T")},
        parameters={"T": item},
    )


WEIGHTS_PER_CLASS = struct(WeightsPerClass, "frame_system::limits::WeightsPerClass")


@final
class BlockWeights(msgspec.Struct, frozen=True):
    """The weight limits of a block."""

    base_block: Weight
    max_block: Weight
    per_class: Annotated[
        PerDispatchClass[WeightsPerClass],
        Typed(per_dispatch_class(WEIGHTS_PER_CLASS), "PerDispatchClass<WeightsPerClass>"),
    ]


@final
class BlockLength(msgspec.Struct, frozen=True):
    """The bytes that extrinsics of a class may bring a block to."""

    max: Annotated[PerDispatchClass[int], Typed(per_dispatch_class(U32), "PerDispatchClass<u32>")]


@final
class RuntimeDbWeight(msgspec.Struct, frozen=True):
    """Cost of one database access in picoseconds."""

    read: u64
    write: u64


WEIGHT_BY_CLASS = per_dispatch_class(WEIGHT)
BLOCK_WEIGHTS = struct(BlockWeights, "frame_system::limits::BlockWeights")
BLOCK_LENGTH = struct(BlockLength, "frame_system::limits::BlockLength")
RUNTIME_DB_WEIGHT = struct(RuntimeDbWeight, "sp_weights::RuntimeDbWeight")

BASE_EXTRINSIC = Weight(108_157_000)
"""What any extrinsic costs before its call does anything."""

LIMITS = BlockWeights(
    base_block=Weight(431_614_000),
    max_block=Weight(4_000_000_000_000, U64_MAX),
    per_class=PerDispatchClass(
        normal=WeightsPerClass(
            base_extrinsic=BASE_EXTRINSIC,
            max_extrinsic=Weight(2_599_891_843_000, 11_990_383_647_911_208_550),
            max_total=Weight(3_000_000_000_000, 13_835_058_055_282_163_711),
            reserved=Weight(0, 0),
        ),
        operational=WeightsPerClass(
            base_extrinsic=BASE_EXTRINSIC,
            max_extrinsic=Weight(3_599_891_843_000, 16_602_069_666_338_596_454),
            max_total=Weight(4_000_000_000_000, U64_MAX),
            reserved=Weight(1_000_000_000_000, 4_611_686_018_427_387_904),
        ),
        mandatory=WeightsPerClass(BASE_EXTRINSIC, None, None, None),
    ),
)
LENGTHS = BlockLength(PerDispatchClass(7_864_320, 10_485_760, 10_485_760))
DB_WEIGHT = RuntimeDbWeight(DB_READ, DB_WRITE)
