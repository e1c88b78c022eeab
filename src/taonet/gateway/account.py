"""Who answered: counts and seconds per miner, since the gateway started, in bounded memory."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from taonet.gateway.ranking import Ranked

MOST_MINERS: Final = 1_024
"""Hotkeys that are remembered; those that did nothing for longest are forgotten."""


class Line(Struct):
    """What one hotkey did. `seconds` are those of its answers, `block` the ranking of the last one."""

    uid: int
    hotkey: str
    answered: int = 0
    failed: int = 0
    units: int = 0
    seconds: float = 0.0
    block: int = 0
    last_failure: str | None = None


@dataclass
class Account:
    """The lines of all miners that were asked, the last asked last."""

    lines: OrderedDict[str, Line] = field(default_factory=OrderedDict[str, Line])

    def answered(self, ranked: Ranked, block: int, *, seconds: float, units: int) -> None:
        """Note an answer that was passed on, and what was in it (tokens, images)."""
        line = self._line(ranked, block)
        line.answered += 1
        line.units += units
        line.seconds += seconds

    def failed(self, ranked: Ranked, block: int, reason: str) -> None:
        """Note that a miner gave nothing that could be passed on."""
        line = self._line(ranked, block)
        line.failed += 1
        line.last_failure = reason

    def _line(self, ranked: Ranked, block: int) -> Line:
        hotkey = ranked.miner.hotkey
        line = self.lines.setdefault(hotkey, Line(ranked.miner.uid, hotkey))
        line.uid, line.block = ranked.miner.uid, block
        self.lines.move_to_end(hotkey)
        if len(self.lines) > MOST_MINERS:
            self.lines.popitem(last=False)
        return line
