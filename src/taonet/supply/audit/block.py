"""One block in an audit: what it changed, what its events say, and the flows and faults that follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import final

import msgspec

from taonet.frame.state import Backend, State
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.supply.audit.changed import Changed
from taonet.supply.audit.moves import Moves

FlowKey = tuple[int | None, str, str]
"""A subnet, or None for TAO; a cause; what it does to the total."""


@final
class Wrong(msgspec.Struct, frozen=True):
    """A fault of one block: its kind, what it is in, what was expected and found, and that in a sentence."""

    kind: str
    where: str
    expected: str
    found: str
    text: str


@final
@dataclass(slots=True)
class Block:
    """What a block came to. `before` is the state before it; nothing writes to it."""

    number: int
    world: Backend
    before: State
    after: State
    changed: Changed
    moves: Moves
    emission: int = 0
    """Rao that the schedule gives the block."""
    flows: dict[FlowKey, int] = field(default_factory=dict[FlowKey, int])

    def scratch(self) -> State:
        """Return a copy of the state before the block that rules may write to."""
        return State(self.world, self.before.runtime)

    def flow(self, netuid: int | None, cause: str, effect: str, rao: int) -> None:
        """Note a flow; nothing is no flow."""
        if rao:
            key = (netuid, cause, effect)
            self.flows[key] = self.flows.get(key, 0) + rao

    def total(self, prefix: bytes) -> int:
        """Return a total before the block, by the prefix of its item."""
        item = Staking.TotalIssuance if prefix == Staking.TotalIssuance.prefix else Balances.TotalIssuance
        return item.get(self.before)

    def total_after(self, prefix: bytes) -> int:
        """Return a total after the block, by the prefix of its item."""
        item = Staking.TotalIssuance if prefix == Staking.TotalIssuance.prefix else Balances.TotalIssuance
        return item.get(self.after)
