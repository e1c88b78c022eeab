"""Who may change a setting, how often, and when.

A setting of a subnet belongs to its owner and to root. The owner is held to a rate limit for each setting. Shortly
before an epoch neither may change anything that would surprise validators.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.admin_utils.errors import NotPermittedOnRootSubnet, SubnetDoesNotExist
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.rate_limits import TransactionType
from taonet.runtime.pallets.subtensor.subnets import registry


@contextmanager
def owner_change(s: State, origin: Origin, netuid: NetUid, setting: Hyperparameter) -> Generator[AccountId | None]:
    """Let owner or root change a setting: refuse others, an owner too soon, and all shortly before an epoch.

    Gives the owner, or None for root. The change counts for the rate limit when the body is through.
    """
    owner = limited_owner(s, origin, netuid, setting)
    schedule.ensure_not_frozen(s, netuid)
    yield owner
    note(s, owner, netuid, setting)


@contextmanager
def owner_action(s: State, origin: Origin, netuid: NetUid, kind: TransactionType, limit: int) -> Generator[None]:
    """Do the same for a change that has a limit of its own, in blocks."""
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    if owner is not None:
        rate_limits.ensure_action(s, kind, owner, netuid, limit)
    schedule.ensure_not_frozen(s, netuid)
    yield
    if owner is not None:
        rate_limits.set_last_action(s, kind, owner, netuid, now(s))


def limited_owner(s: State, origin: Origin, netuid: NetUid, setting: Hyperparameter) -> AccountId | None:
    """Return the owner that signed and waited long enough, or None for root; refuse everyone else."""
    owner = registry.ensure_owner_or_root(s, origin, netuid)
    if owner is not None:
        rate_limits.ensure_owner_may_update(s, netuid, setting)
    return owner


def note(s: State, owner: AccountId | None, netuid: NetUid, setting: Hyperparameter) -> None:
    """Count a change of an owner for its rate limit."""
    if owner is not None:
        rate_limits.note_owner_update(s, netuid, setting)


def ensure_root_outside_freeze(s: State, origin: Origin, netuid: NetUid) -> None:
    """Refuse everyone but root, root shortly before an epoch, and a subnet that does not exist."""
    ensure_root(origin)
    schedule.ensure_not_frozen(s, netuid)
    ensure_subnet(s, netuid)


def ensure_subnet(s: State, netuid: NetUid) -> None:
    """Refuse the number of a subnet that does not exist."""
    if not registry.exists(s, netuid):
        raise SubnetDoesNotExist


def ensure_subnet_but_root(s: State, netuid: NetUid) -> None:
    """Refuse root, and the number of a subnet that does not exist."""
    ensure_subnet(s, netuid)
    if netuid == ROOT:
        raise NotPermittedOnRootSubnet
