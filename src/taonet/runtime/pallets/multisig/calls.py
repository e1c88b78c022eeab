"""Calls of the multisig pallet: acting as an account of several people.

Source: polkadot-sdk/substrate/frame/multisig/src/lib.rs as_multi_threshold_1, as_multi, approve_as_multi
Source: polkadot-sdk/substrate/frame/multisig/src/lib.rs cancel_as_multi, poke_deposit
"""

from __future__ import annotations

from typing import Annotated

from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import PostInfo, call
from taonet.frame.error import BadOrigin, DispatchError
from taonet.frame.origin import Origin, Signed, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import try_dispatch, used_weight
from taonet.runtime.pallets.balances.reserves import reserve, unreserve
from taonet.runtime.pallets.multisig import costs, events, operations
from taonet.runtime.pallets.multisig.errors import NotFound, NotOwner, WrongTimepoint
from taonet.runtime.pallets.multisig.signatories import account_of, account_with, together
from taonet.runtime.pallets.multisig.storage import Storage
from taonet.runtime.pallets.multisig.types import TIMEPOINT, Timepoint
from taonet.runtime.types import ACCOUNT_ID, BYTES_32, runtime_call
from taonet.scale import Typed, option, u16, vec

_others = Annotated[list[AccountId], Typed(vec(ACCOUNT_ID), "Vec<T::AccountId>")]
_when = Annotated[Timepoint | None, Typed(option(TIMEPOINT), "Option<Timepoint<BlockNumberFor<T>>>")]
_began = Annotated[Timepoint, Typed(TIMEPOINT, "Timepoint<BlockNumberFor<T>>")]
_call_hash = Annotated[bytes, BYTES_32]


@call(index=0, declared=costs.as_multi_threshold_1_declared)
def as_multi_threshold_1(s: State, origin: Origin, other_signatories: _others, call: runtime_call) -> PostInfo:
    """Make a call of an account of several people of whom one is enough. Its refusal is this call's."""
    who = _person(origin)
    account = account_of(together(who.account, other_signatories), 1)

    outcome = try_dispatch(s, Signed(account, who.filters), call)
    used = None
    if outcome.actual_weight is not None:
        used = costs.threshold_1(costs.length_of(s, call)).plus(used_weight(s, call, outcome))
    if isinstance(outcome, DispatchError):
        outcome.actual_weight = used
        raise outcome
    return PostInfo(used)


@call(index=1, declared=costs.as_multi_declared)
def as_multi(
    s: State,
    origin: Origin,
    threshold: u16,
    other_signatories: _others,
    maybe_timepoint: _when,
    call: runtime_call,
    max_weight: Weight,
) -> PostInfo:
    """Approve a call of an account of several people, and make it if that is enough; it may fail.

    The first to approve gives no block and extrinsic, and reserves the deposit until the call is made or given up.
    """
    who = _person(origin)
    account = account_with(who.account, other_signatories, threshold)
    call_hash = blake2_256(s.runtime.call_codec.encode(call))
    others = len(other_signatories)
    return operations.approve(s, who, account, threshold, others, maybe_timepoint, call_hash, call, max_weight)


@call(index=2, declared=costs.approve_as_multi_declared)
def approve_as_multi(
    s: State,
    origin: Origin,
    threshold: u16,
    other_signatories: _others,
    maybe_timepoint: _when,
    call_hash: _call_hash,
    max_weight: Weight,
) -> PostInfo:
    """Approve a call by its hash. The last to approve brings the call itself, with `as_multi`."""
    who = _person(origin)
    account = account_with(who.account, other_signatories, threshold)
    others = len(other_signatories)
    return operations.approve(s, who, account, threshold, others, maybe_timepoint, call_hash, None, max_weight)


@call(index=3, declared=costs.cancel_as_multi_declared)
def cancel_as_multi(
    s: State, origin: Origin, threshold: u16, other_signatories: _others, timepoint: _began, call_hash: _call_hash
) -> None:
    """Give up an operation, and get its deposit back. Signed by who began it."""
    who = ensure_signed(origin)
    account = account_with(who, other_signatories, threshold)
    waiting = Storage.Multisigs.get(s, account, call_hash)
    if waiting is None:
        raise NotFound
    if waiting.when != timepoint:
        raise WrongTimepoint
    if waiting.depositor != who:
        raise NotOwner

    unreserve(s, who, waiting.deposit)
    Storage.Multisigs.remove(s, account, call_hash)
    s.emit(events.MultisigCancelled(who, timepoint, account, call_hash))


@call(index=4, declared=costs.poke_deposit_declared)
def poke_deposit(
    s: State, origin: Origin, threshold: u16, other_signatories: _others, call_hash: _call_hash
) -> PostInfo:
    """Bring an operation's deposit to what it is today. Signed by who began it; free if it changes."""
    who = ensure_signed(origin)
    account = account_with(who, other_signatories, threshold)
    waiting = Storage.Multisigs.get(s, account, call_hash)
    if waiting is None:
        raise NotFound
    if waiting.depositor != who:
        raise NotOwner
    before, now = waiting.deposit, operations.deposit_for(threshold)
    if now == before:
        return PostInfo()
    if now > before:
        reserve(s, who, Tao(now - before))
    else:
        unreserve(s, who, Tao(before - now))

    Storage.Multisigs.put(s, account, call_hash, replace(waiting, deposit=now))
    s.emit(events.DepositPoked(who, call_hash, before, now))
    return PostInfo(pays=Pays.No)


def _person(origin: Origin) -> Signed:
    if not isinstance(origin, Signed):
        raise BadOrigin
    return origin
