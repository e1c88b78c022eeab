"""The rule versions that a program knows, and which of them a chain is under.

A chain keeps the line that names its rules under `:code`. Whoever executes a block takes the version of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from taonet.frame.runtime import Runtime
from taonet.runtime.pallets.system.well_known import code_of, name_of


class UnknownRules(Exception):
    """The chain is under rules that this program does not have."""

    def __init__(self, code: bytes) -> None:
        self.code = code
        line = code.decode("utf-8", "replace").strip()
        super().__init__(
            f"the chain is under rules that this version of taonet does not have: {line[:200]!r}. "
            "Start it with a version that has them; what is stored stays as it is"
        )


@final
@dataclass(frozen=True, slots=True)
class Rules:
    """Rule versions, oldest first: of chains as the real one, and of chains on which votes decide."""

    standard: tuple[Runtime, ...]
    votes: tuple[Runtime, ...]

    def first(self, *, votes: bool) -> Runtime:
        """Return the version under which a chain of this kind begins."""
        return (self.votes if votes else self.standard)[0]

    def all(self) -> tuple[Runtime, ...]:
        """Return every version."""
        return (*self.standard, *self.votes)

    def named(self, code: bytes | None) -> Runtime:
        """Return the version that a line names; raises `UnknownRules`."""
        code = code or b""
        for runtime in self.all():
            # The names first: hashing metadata takes time.
            if code.startswith(name_of(runtime.spec)) and code == code_of(runtime):
                return runtime
        raise UnknownRules(code)
