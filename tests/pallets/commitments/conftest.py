"""A chain on which two miners sit on a subnet, and what tests do with their commitments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, final

import pytest
from tests.helpers import OWN, make_subnet, new_net, next_block, register

from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.commitments import PALLET
from taonet.runtime.pallets.commitments.calls import set_commitment
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import CommitmentInfo, Registration


@final
class Stage:
    """A chain with subnet 2, on which the hotkeys `miner` and `rival` have the seats 1 and 2."""

    def __init__(self) -> None:
        self.net = new_net()
        make_subnet(self.net)
        self.miner = register(self.net, 1)
        next_block(self.net)
        self.rival = register(self.net, 2)
        next_block(self.net)
        self.netuid, self.s = OWN, self.net.s

    def publish(self, who: AccountId, *fields: Any) -> None:
        """Make these fields the commitment of a hotkey."""
        self.net.call(who, set_commitment, self.netuid, CommitmentInfo(list(fields)))

    def record(self, who: AccountId) -> Registration | None:
        """Return what is stored of a hotkey's commitment."""
        return Storage.CommitmentOf.get(self.s, self.netuid, who)


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Give a chain with two miners, and hold it against all promises when the test is over."""
    stage = Stage()
    yield stage
    stage.net.check()
    for invariant in PALLET.invariants:
        invariant(stage.s)
