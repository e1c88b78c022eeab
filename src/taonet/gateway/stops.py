"""Where a text ends before its model ends it: OpenAI's `stop`."""

from collections.abc import Sequence
from typing import final


@final
class Stops:
    """Passes a text on, part by part, up to the first of some sequences; keeps back what may begin one."""

    def __init__(self, sequences: Sequence[str]) -> None:
        self._sequences = [one for one in sequences if one]
        self._longest = max(map(len, self._sequences), default=0)
        self._kept = ""
        self.reached = False

    def feed(self, text: str) -> str:
        """Take more text; return what is certain to stand before any stop."""
        if self.reached:
            return ""
        self._kept += text
        found = [(place + len(one), place) for one in self._sequences if (place := self._kept.find(one)) >= 0]
        if found:
            self.reached = True
            return self._cut(min(found)[1])  # the one that ends first, however the text was cut into parts
        held = next((n for n in range(min(self._longest - 1, len(self._kept)), 0, -1) if self._may_begin(n)), 0)
        return self._cut(len(self._kept) - held)

    def rest(self) -> str:
        """Return what was kept back, when no more text comes."""
        return "" if self.reached else self._cut(len(self._kept))

    def _may_begin(self, length: int) -> bool:
        return any(one.startswith(self._kept[-length:]) for one in self._sequences)

    def _cut(self, place: int) -> str:
        given, self._kept = self._kept[:place], self._kept[place:]
        return given
