"""Events of weights."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import DISPATCH_ERROR
from taonet.frame.event import Event, event
from taonet.runtime.types import (
    account,
    compact_netuid,
    h256,
    netuid,
    storage_index,
)
from taonet.scale import Typed, u16, u64


@final
@event(index=5, named=False)
class WeightsSet(Event, frozen=True):
    """The weights of a neuron in a mechanism are these from now on."""

    index: storage_index
    uid: u16


@final
@event(index=86, named=False)
class WeightsCommitted(Event, frozen=True):
    """A hotkey committed to weights in a mechanism."""

    hotkey: account
    index: storage_index
    commit_hash: h256


@final
@event(index=87, named=False)
class WeightsRevealed(Event, frozen=True):
    """A hotkey revealed the weights of a commit, and they were set."""

    hotkey: account
    index: storage_index
    commit_hash: h256


@final
@event(index=88, named=False)
class WeightsBatchRevealed(Event, frozen=True):
    """A hotkey revealed the weights of several commits, and they were set one after the other."""

    hotkey: account
    netuid: netuid
    commit_hashes: list[h256]


@final
@event(index=89, named=False)
class BatchWeightsCompleted(Event, frozen=True):
    """A batch of weights or commits is through, whatever became of its items."""

    netuids: list[compact_netuid]
    hotkey: account


@final
@event(index=90, named=False)
class BatchCompletedWithErrors(Event, frozen=True):
    """At least one item of a batch was refused; the others were done."""


@final
@event(index=91, named=False)
class BatchWeightItemFailed(Event, frozen=True):
    """An item of a batch was refused."""

    netuid: netuid
    error: Annotated[object, Typed(DISPATCH_ERROR, "sp_runtime::DispatchError")]


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
