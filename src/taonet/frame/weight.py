"""Weight of calls, their dispatch class, and whether they pay a fee."""

from enum import IntEnum
from typing import Annotated, final

import msgspec

from taonet.scale import U64, Typed, compact, struct, unit_enum

_LIMIT = 1 << 64


@final
class Weight(msgspec.Struct, frozen=True):
    """Computation in picoseconds of the reference machine, and bytes of proof."""

    ref_time: Annotated[int, Typed(compact(U64), "u64")]
    proof_size: Annotated[int, Typed(compact(U64), "u64")] = 0

    def plus(self, other: "Weight") -> "Weight":
        """Return the saturating sum."""
        time, size = self.ref_time + other.ref_time, self.proof_size + other.proof_size
        return Weight(time, size) if time < _LIMIT > size else Weight(min(time, _LIMIT - 1), min(size, _LIMIT - 1))

    def within(self, limit: "Weight") -> bool:
        """Tell whether neither time nor proof is over a limit."""
        return self.ref_time <= limit.ref_time and self.proof_size <= limit.proof_size


ZERO = Weight(0, 0)


@final
class WeightMeter:
    """Counts weight up to a limit."""

    __slots__ = ("consumed", "limit")

    def __init__(self, limit: Weight, consumed: Weight = ZERO) -> None:
        self.limit = limit
        self.consumed = consumed

    def can_consume(self, weight: Weight) -> bool:
        """Tell whether so much more is within the limit."""
        return self._with(weight).within(self.limit)

    def try_consume(self, weight: Weight) -> bool:
        """Count more weight if that is within the limit, and tell whether it was."""
        total = self._with(weight)
        if not total.within(self.limit):
            return False
        self.consumed = total
        return True

    def _with(self, weight: Weight) -> Weight:
        """Return the sum, which does not saturate: what overflows is within no limit."""
        before = self.consumed
        return Weight(before.ref_time + weight.ref_time, before.proof_size + weight.proof_size)


DB_READ = 25_000_000
DB_WRITE = 100_000_000


def reads_writes(base: int, reads: int, writes: int, proof_size: int = 0) -> Weight:
    """Return a weight of `base` picoseconds plus database reads and writes."""
    return Weight(base + reads * DB_READ + writes * DB_WRITE, proof_size)


class DispatchClass(IntEnum):
    """Which limits of a block a call counts against. Source: frame_support::dispatch::DispatchClass."""

    Normal = 0
    Operational = 1
    Mandatory = 2


class Pays(IntEnum):
    """Whether a call's fee is taken."""

    Yes = 0
    No = 1


WEIGHT = struct(Weight, "sp_weights::weight_v2::Weight")
DISPATCH_CLASS = unit_enum(DispatchClass, "frame_support::dispatch::DispatchClass")
PAYS = unit_enum(Pays, "frame_support::dispatch::Pays")
