"""Events of weights."""

from __future__ import annotations

from typing import final

from taonet.frame.error import DISPATCH_ERROR
from taonet.frame.event import Event, event
from taonet.primitives.ids import AccountId, Hash, NetUid, NetUidStorageIndex
from taonet.runtime.types import ACCOUNT_ID, H256, NET_UID, STORAGE_INDEX
from taonet.scale import U16, Typed, compact, vec

_ACCOUNT = Typed(ACCOUNT_ID, "T::AccountId")


@final
@event(index=5, fields={"index": STORAGE_INDEX, "uid": U16}, named=False)
class WeightsSet(Event, frozen=True):
    """The weights of a neuron in a mechanism are these from now on."""

    index: NetUidStorageIndex
    uid: int


@final
@event(index=86, fields={"hotkey": _ACCOUNT, "index": STORAGE_INDEX, "commit_hash": H256}, named=False)
class WeightsCommitted(Event, frozen=True):
    """A hotkey committed to weights in a mechanism."""

    hotkey: AccountId
    index: NetUidStorageIndex
    commit_hash: Hash


@final
@event(index=87, fields={"hotkey": _ACCOUNT, "index": STORAGE_INDEX, "commit_hash": H256}, named=False)
class WeightsRevealed(Event, frozen=True):
    """A hotkey revealed the weights of a commit, and they were set."""

    hotkey: AccountId
    index: NetUidStorageIndex
    commit_hash: Hash


@final
@event(index=88, fields={"hotkey": _ACCOUNT, "netuid": NET_UID, "commit_hashes": vec(H256)}, named=False)
class WeightsBatchRevealed(Event, frozen=True):
    """A hotkey revealed the weights of several commits, and they were set one after the other."""

    hotkey: AccountId
    netuid: NetUid
    commit_hashes: list[Hash]


@final
@event(index=89, fields={"netuids": vec(compact(NET_UID)), "hotkey": _ACCOUNT}, named=False)
class BatchWeightsCompleted(Event, frozen=True):
    """A batch of weights or commits is through, whatever became of its items."""

    netuids: list[NetUid]
    hotkey: AccountId


@final
@event(index=90, fields={}, named=False)
class BatchCompletedWithErrors(Event, frozen=True):
    """At least one item of a batch was refused; the others were done."""


@final
@event(index=91, fields={"netuid": NET_UID, "error": Typed(DISPATCH_ERROR, "sp_runtime::DispatchError")}, named=False)
class BatchWeightItemFailed(Event, frozen=True):
    """An item of a batch was refused."""

    netuid: NetUid
    error: object
