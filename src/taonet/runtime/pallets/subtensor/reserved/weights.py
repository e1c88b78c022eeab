"""Names of weights: timelocked ones, sealed until a round of the drand beacon, and a check of batches."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event
from taonet.runtime.types import account, h256, storage_index
from taonet.scale import u16, u64


@final
class IncorrectCommitRevealVersion(ModuleError, index=111):
    """The weights were sealed in another version. Use the one the chain asks for."""


@final
class InvalidRevealRound(ModuleError, index=112, pool_code=15):
    """The round of the beacon has passed, so nothing would stay secret. Name a later one."""


@final
class InvalidBatchLength(ModuleError, index=162):
    """The batch is empty, or has more items than there are subnets. Send one to each subnet at most."""


@final
class CommitPayloadTooLarge(ModuleError, index=173):
    """The sealed weights are longer than the subnet takes. Send fewer."""


@final
class CommitQueueFull(ModuleError, index=174):
    """As many sealed weights wait on the subnet as may. Try again after its epoch."""


@final
@event(index=107, named=False)
class CommitRevealVersionSet(Event, frozen=True):
    """Timelocked weights are sealed in this version from now on."""

    version: u16


@final
@event(index=108, named=False)
class TimelockedWeightsCommitted(Event, frozen=True):
    """A validator committed to weights that open in a round of the beacon."""

    hotkey: account
    netuid: storage_index
    commit_hash: h256
    reveal_round: u64


@final
@event(index=109, named=False)
class TimelockedWeightsRevealed(Event, frozen=True):
    """Timelocked weights were opened and set."""

    netuid: storage_index
    hotkey: account
