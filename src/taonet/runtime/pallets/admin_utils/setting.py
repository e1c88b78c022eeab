"""What a setting is: who may change it, how often and when, which values it can have, what it writes and tells.

A setting of a subnet belongs to its owner and to root, or to root alone; one of the whole chain is root's. The owner is
held to a rate limit for each setting. Shortly before an epoch neither may change what would surprise validators.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import partial, wraps
from typing import Any, ParamSpec, cast

from taonet.frame.error import ModuleError
from taonet.frame.event import Event
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.storage import Map, Value
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.admin_utils.errors import NotPermittedOnRootSubnet, SubnetDoesNotExist
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.hyperparameters.changes import change
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.subnets import registry

P = ParamSpec("P")

Who = Callable[..., AbstractContextManager[AccountId | None]]
"""Who may make a change: refuses others by state, origin and subnet, and counts the change when it is made.

Gives the owner that makes it, or None for root.
"""

Check = Callable[..., None]
"""Refuses by state, owner (None for root), subnet and value."""


def setting(
    who: Who, item: Value[Any] | Map[Any, Any], event: Callable[..., Event] | None, *checks: Check
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a declared call do what a setting does: ask who it is, check the value in this order, write and tell it.

    The function below says name, text and arguments of the call, and nothing else: the value, behind its subnet unless it
    holds for all. Without an `event` the change is told to nobody.
    """

    def wrap(declaration: Callable[P, None]) -> Callable[P, None]:
        @wraps(declaration)
        def set_value(s: State, origin: Origin, *at: Any) -> None:
            with who(s, origin, *at[:-1]) as owner:
                for check in checks:
                    check(s, owner, *at)
                change(s, item, event, *at)

        return cast("Callable[P, None]", set_value)

    return wrap


@contextmanager
def root(_s: State, origin: Origin, _netuid: NetUid = ROOT) -> Generator[None]:
    """Let root change a setting."""
    ensure_root(origin)
    yield


@contextmanager
def root_outside_freeze(s: State, origin: Origin, netuid: NetUid) -> Generator[None]:
    """Let root change a setting, but not shortly before an epoch."""
    ensure_root(origin)
    schedule.ensure_not_frozen(s, netuid)
    yield


def owner(limit: Hyperparameter | None) -> Who:
    """Let owner or root change a setting, see `owner_change`; None is no rate limit."""
    return partial(owner_change, limit=limit)


@contextmanager
def owner_change(s: State, origin: Origin, netuid: NetUid, limit: Hyperparameter | None) -> Generator[AccountId | None]:
    """Let owner or root change a setting: refuse others, an owner too soon, and all shortly before an epoch.

    Gives the owner, or None for root. The change counts for the rate limit when the body is through.
    """
    who = limited_owner(s, origin, netuid, limit)
    schedule.ensure_not_frozen(s, netuid)
    yield who
    note(s, who, netuid, limit)


@contextmanager
def owner_action(s: State, origin: Origin, netuid: NetUid, kind: TransactionType, blocks: int) -> Generator[None]:
    """Do the same for a change that has a limit of its own, in blocks."""
    who = registry.ensure_owner_or_root(s, origin, netuid)
    if who is not None:
        rate_limits.ensure_action(s, kind, who, netuid, blocks)
    schedule.ensure_not_frozen(s, netuid)
    yield
    if who is not None:
        rate_limits.set_last_action(s, kind, who, netuid, now(s))


def limited_owner(s: State, origin: Origin, netuid: NetUid, limit: Hyperparameter | None) -> AccountId | None:
    """Return the owner that signed and waited long enough, or None for root; refuse everyone else."""
    who = registry.ensure_owner_or_root(s, origin, netuid)
    if who is not None and limit is not None:
        rate_limits.ensure_owner_may_update(s, netuid, limit)
    return who


def note(s: State, who: AccountId | None, netuid: NetUid, limit: Hyperparameter | None) -> None:
    """Count a change of an owner for its rate limit."""
    if who is not None and limit is not None:
        rate_limits.note_owner_update(s, netuid, limit)


def exists(s: State, _who: AccountId | None, netuid: NetUid, _value: Any) -> None:
    """Refuse the number of a subnet that does not exist."""
    ensure_subnet(s, netuid)


def exists_but_root(s: State, _who: AccountId | None, netuid: NetUid, _value: Any) -> None:
    """Refuse root, and the number of a subnet that does not exist."""
    ensure_subnet(s, netuid)
    if netuid == ROOT:
        raise NotPermittedOnRootSubnet


def ensure_subnet(s: State, netuid: NetUid) -> None:
    """Refuse the number of a subnet that does not exist."""
    if not registry.exists(s, netuid):
        raise SubnetDoesNotExist


def must(
    compare: Callable[[int, int], bool],
    bound: int | Value[int] | Map[NetUid, Any],
    refusal: type[ModuleError],
    *,
    for_owner: bool = False,
) -> Check:
    """Refuse a value that does not compare so with a bound: a number, or one that is set. Perhaps to the owner alone."""

    def check(s: State, who: AccountId | None, *at: Any) -> None:
        limit = bound if isinstance(bound, int) else bound.get(s, *at[: len(bound.keys)])
        if not (compare(at[-1], limit) or (for_owner and who is None)):
            raise refusal

    return check


def within(low: int, high: int, refusal: type[ModuleError]) -> Check:
    """Refuse a value below the lowest or above the highest."""

    def check(_s: State, _who: AccountId | None, *at: Any) -> None:
        if not low <= at[-1] <= high:
            raise refusal

    return check
