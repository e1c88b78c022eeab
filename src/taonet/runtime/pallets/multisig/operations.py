"""Operations: a call of an account of several, from the first approval to the last.

Only the hash of the call is kept; whoever approves last, or anybody of them once enough have, brings the call. It is made
with the filters of that one's origin, where upstream makes it without any.

Source: polkadot-sdk/substrate/frame/multisig/src/lib.rs operate, timepoint, get_result_weight
"""

from __future__ import annotations

from bisect import bisect_left

from msgspec.structs import replace

from taonet.frame.call import PostInfo, RuntimeCall
from taonet.frame.origin import Signed
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import dispatch_info, try_dispatch, used_of
from taonet.runtime.pallets.balances.reserves import reserve, unreserve
from taonet.runtime.pallets.multisig import costs, events
from taonet.runtime.pallets.multisig.errors import (
    AlreadyApproved,
    MaxWeightTooLow,
    NoTimepoint,
    UnexpectedTimepoint,
    WrongTimepoint,
)
from taonet.runtime.pallets.multisig.storage import DEPOSIT_BASE, DEPOSIT_FACTOR, Storage
from taonet.runtime.pallets.multisig.types import Multisig, Timepoint
from taonet.runtime.pallets.system.blocks import block_number, extrinsic_index


def deposit_for(threshold: int) -> Tao:
    """Return the deposit for an operation that so many must approve."""
    return Tao(DEPOSIT_BASE + DEPOSIT_FACTOR * threshold)


def begin(s: State, who: AccountId, account: AccountId, threshold: int, call_hash: bytes) -> None:
    """Begin an operation with its first approval, and reserve its deposit."""
    deposit = deposit_for(threshold)
    reserve(s, who, deposit)

    when = Timepoint(block_number(s), extrinsic_index(s))
    Storage.Multisigs.put(s, account, call_hash, Multisig(when, deposit, who, [who]))
    s.emit(events.NewMultisig(who, account, call_hash))


def approve(
    s: State,
    origin: Signed,
    account: AccountId,
    threshold: int,
    others: int,
    when: Timepoint | None,
    call_hash: bytes,
    call: RuntimeCall | None,
    max_weight: Weight,
) -> PostInfo:
    """Approve an operation, begin it where it has not begun, and make its call where it is there and enough approved."""
    length = 0 if call is None else costs.length_of(s, call)
    waiting = Storage.Multisigs.get(s, account, call_hash)
    if waiting is None:
        if when is not None:
            raise UnexpectedTimepoint
        begin(s, origin.account, account, threshold, call_hash)
        return PostInfo(costs.create(others, length))
    if when is None:
        raise NoTimepoint
    if waiting.when != when:
        raise WrongTimepoint
    counts = origin.account not in waiting.approvals and len(waiting.approvals) < threshold
    if call is not None and len(waiting.approvals) + counts >= threshold:
        return _make(s, origin, account, waiting, others, call_hash, call, max_weight)
    if not counts:
        raise AlreadyApproved

    place = bisect_left(waiting.approvals, origin.account)
    approvals = [*waiting.approvals[:place], origin.account, *waiting.approvals[place:]]
    Storage.Multisigs.put(s, account, call_hash, replace(waiting, approvals=approvals))
    s.emit(events.MultisigApproval(origin.account, when, account, call_hash))
    return PostInfo(costs.approve(others, length))


def _make(
    s: State,
    origin: Signed,
    account: AccountId,
    waiting: Multisig,
    others: int,
    call_hash: bytes,
    call: RuntimeCall,
    max_weight: Weight,
) -> PostInfo:
    """Make the call, whose operation is over before; it may fail: the event carries its result."""
    most = dispatch_info(s, call).weight
    if most.ref_time > max_weight.ref_time or most.proof_size > max_weight.proof_size:
        raise MaxWeightTooLow

    Storage.Multisigs.remove(s, account, call_hash)
    unreserve(s, waiting.depositor, waiting.deposit)
    outcome = try_dispatch(s, Signed(account, origin.filters), call)
    result = s.runtime.result(outcome)
    s.emit(events.MultisigExecuted(origin.account, waiting.when, account, call_hash, result))
    if outcome.actual_weight is None:
        return PostInfo()
    return PostInfo(costs.complete(others, costs.length_of(s, call)).plus(used_of(call, most, outcome)))
