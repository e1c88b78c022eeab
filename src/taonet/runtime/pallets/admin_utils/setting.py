"""What a setting is: who may change it, how often and when, which values it can have, what it writes and tells.

A setting of a subnet belongs to its owner and to root, or to root alone; one of the whole chain is root's. The owner is
held to a rate limit for each setting. Shortly before an epoch neither may change what would surprise validators.

Source: pallets/subtensor/src/utils/misc.rs ensure_sn_owner_or_root_with_limits, ensure_admin_window_open, record_owner_rl
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
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
"""Who may make a change: judges by state, origin and subnet, gives the owner that signed or None for root, and counts
the change for a rate limit when it is made."""

Check = Callable[..., None]
"""Refuses a value: judges by state, owner that signed or None for root, subnet if there is one, and the value."""


def setting(
    who: Who, item: Value[Any] | Map[Any, Any], event: Callable[..., Event] | None, *checks: Check
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a declared call do what a setting does: ask who it is, check the value in this order, write and tell it.

    The function below says name, text and arguments of the call and does nothing; the last argument is the value, and a
    subnet stands before it unless it holds for all. A change without an `event` is not told.
    """

    def wrap(declaration: Callable[P, None]) -> Callable[P, None]:
        @wraps(declaration)
        def set_value(s: State, origin: Origin, *at: Any) -> None:
            with who(s, origin, *at[:-1]) as signer:
                for check in checks:
                    check(s, signer, *at)
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
    """Let owner or root change a setting: refuse others, an owner too soon, and all shortly before an epoch.

    The change counts for the rate limit when it is made; None is no limit.
    """

    @contextmanager
    def who(s: State, origin: Origin, netuid: NetUid) -> Generator[AccountId | None]:
        signer = registry.ensure_owner_or_root(s, origin, netuid)
        if signer is not None and limit is not None:
            rate_limits.ensure_owner_may_update(s, netuid, limit)
        schedule.ensure_not_frozen(s, netuid)
        yield signer
        if signer is not None and limit is not None:
            rate_limits.note_owner_update(s, netuid, limit)

    return who


def owner_once_in(blocks: int, kind: TransactionType) -> Who:
    """Let owner or root change a setting as `owner` does, under a limit of its own in blocks."""

    @contextmanager
    def who(s: State, origin: Origin, netuid: NetUid) -> Generator[AccountId | None]:
        signer = registry.ensure_owner_or_root(s, origin, netuid)
        if signer is not None:
            rate_limits.ensure_action(s, kind, signer, netuid, blocks)
        schedule.ensure_not_frozen(s, netuid)
        yield signer
        if signer is not None:
            rate_limits.set_last_action(s, kind, signer, netuid, now(s))

    return who


def exists(s: State, _signer: AccountId | None, netuid: NetUid, _value: Any) -> None:
    """Refuse the number of a subnet that does not exist."""
    ensure_subnet(s, netuid)


def exists_but_root(s: State, _signer: AccountId | None, netuid: NetUid, _value: Any) -> None:
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
    """Refuse a value that does not compare so with a number or another setting; `for_owner`: root is not refused."""

    def check(s: State, signer: AccountId | None, *at: Any) -> None:
        limit = bound if isinstance(bound, int) else bound.get(s, *at[: len(bound.keys)])
        if not (compare(at[-1], limit) or (for_owner and signer is None)):
            raise refusal

    return check


def within(low: int, high: int, refusal: type[ModuleError]) -> Check:
    """Refuse a value below the lowest or above the highest."""

    def check(_s: State, _signer: AccountId | None, *at: Any) -> None:
        if not low <= at[-1] <= high:
            raise refusal

    return check
