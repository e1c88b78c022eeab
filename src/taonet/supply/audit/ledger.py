"""What an audit notes on its way: flows added up by cause, stretches of the schedule, and findings up to a bound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, final

from taonet.supply.audit.block import Block, FlowKey, Wrong
from taonet.supply.audit.report import Finding, Flow, Stretch

MOST_FINDINGS: Final = 200
MOST_STRETCHES: Final = 1_000
MOST_OF_ONE_BLOCK: Final = 20
"""Findings that are kept; what comes after them is counted."""


@final
@dataclass(slots=True)
class _Sum:
    rao: int = 0
    blocks: int = 0
    first: int = 0
    last: int = 0


@final
@dataclass(slots=True)
class Ledger:
    """The sums of an audit; its size does not grow with the number of blocks."""

    findings: list[Finding] = field(default_factory=list[Finding])
    count: int = 0
    stretches: list[Stretch] = field(default_factory=list[Stretch])
    _flows: dict[FlowKey, _Sum] = field(default_factory=dict[FlowKey, _Sum])
    _of_block: tuple[int | None, int] = (None, 0)

    def wrong(self, number: int | None, fault: Wrong) -> None:
        """Note that something is wrong."""
        self.count += 1
        block, so_far = self._of_block
        self._of_block = (number, so_far + 1 if block == number else 1)
        if len(self.findings) < MOST_FINDINGS and self._of_block[1] <= MOST_OF_ONE_BLOCK:
            self.findings.append(Finding(number, fault.kind, fault.where, fault.expected, fault.found, fault.text))

    def take(self, block: Block) -> None:
        """Add a block's flows."""
        for key, rao in block.flows.items():
            total = self._flows.get(key)
            if total is None:
                total = self._flows[key] = _Sum(first=block.number)
            total.rao += rao
            total.blocks += 1
            total.last = block.number
        last = self.stretches[-1] if self.stretches else None
        if last is not None and last.emission == block.emission and last.last == block.number - 1:
            self.stretches[-1] = Stretch(last.first, block.number, last.emission)
        elif len(self.stretches) < MOST_STRETCHES:
            self.stretches.append(Stretch(block.number, block.number, block.emission))

    def flows(self) -> list[Flow]:
        """Return the sums: TAO first, then subnet by subnet, in the order in which they came up."""
        ordered = sorted(self._flows.items(), key=lambda one: -1 if one[0][0] is None else one[0][0])
        return [Flow(*key, total.rao, total.blocks, total.first, total.last) for key, total in ordered]
