"""A chain on its way through its whole supply: block by block around each halving, in leaps between them.

Wherever it stops, all TAO that is issued must be what accounts hold in all, and not more than the cap.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, final

from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.sim import Chain
from taonet.supply.schedule import schedule, years
from taonet.supply.years import fast_forward

AROUND: Final = 3
"""Blocks that are made one by one on each side of a halving."""


def _untold(number: int, issuance: int) -> None:
    """Tell nobody."""
    del number, issuance


class OffSchedule(Exception):
    """A chain issued something else than its schedule; says where and what."""


@final
@dataclass(frozen=True, slots=True)
class Halving:
    """A block that issues less than the one before; amounts in rao."""

    halving: int
    block: int
    years: float
    issued_before: int
    issued: int
    issuance: int
    """All that there is before the block."""


@final
@dataclass(slots=True)
class Journey:
    """A chain on its way, and what was seen of it."""

    chain: Chain
    report: Callable[[int, int], object] = _untold
    """Gets the block number and the rao that there are now and then."""
    halvings: list[Halving] = field(default_factory=list[Halving])
    executed: int = 0
    most: int = 0

    @property
    def issuance(self) -> int:
        """Return all TAO that there is, in rao; it must be what accounts hold in all, and at most the cap."""
        issued, held, cap = Staking.TotalIssuance.get(self.chain.s), Balances.TotalIssuance.get(self.chain.s), self.cap
        if issued != held or issued > cap:
            raise OffSchedule(f"#{self.chain.number}: {issued} rao issued, {held} held, and at most {cap} may be")
        self.most = max(self.most, issued)
        return issued

    @property
    def cap(self) -> int:
        """Return how many rao there may ever be."""
        return curve_of(self.chain.s).cap

    def travel(self, blocks: int) -> None:
        """Let so many blocks pass; both totals are checked wherever the chain stops on its way."""
        travelled = fast_forward(self.chain, blocks, lambda number: self.report(number, self.issuance))
        self.executed += travelled.executed

    def step(self) -> int:
        """Make one block and return what it issued and did not recycle, in rao."""
        before = self.issuance
        self.chain.blocks(1)
        self.executed += 1
        return self.issuance - before

    def cross(self) -> Halving | None:
        """Go over the next halving, block by block around it, and note it; None where there is none any more."""
        stretch = next(schedule(self.issuance, curve=curve_of(self.chain.s)))
        if stretch.blocks is None:
            return None
        self.travel(max(stretch.blocks - AROUND, 0))
        before = [self.step() for _ in range(min(AROUND, stretch.blocks))]
        issuance, block = self.issuance, self.chain.number + 1
        after = [self.step() for _ in range(AROUND)]
        if set(before) != {stretch.emission} or len(set(after)) != 1 or after[0] >= before[0]:
            raise OffSchedule(
                f"around #{block} blocks issued {before} and {after} rao; the schedule says another thing"
            )
        halving = Halving(len(self.halvings) + 1, block, round(years(block - 1), 3), before[-1], after[0], issuance)
        self.halvings.append(halving)
        return halving
