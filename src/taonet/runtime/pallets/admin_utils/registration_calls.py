"""Settings of the ways to a seat: which are open, for TAO or for work, and how hard the work is.

Source: spec 475
Source: lib.rs sudo_set_difficulty, sudo_set_min_difficulty, sudo_set_max_difficulty
"""

from __future__ import annotations

from collections.abc import Callable

from taonet.frame.call import call
from taonet.frame.event import Event
from taonet.frame.origin import Origin, ensure_root
from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.admin_utils import errors
from taonet.runtime.pallets.admin_utils.setting import ensure_subnet, exists, owner, root_outside_freeze, setting
from taonet.runtime.pallets.subtensor import rate_limits, schedule
from taonet.runtime.pallets.subtensor.accounts.types import Hyperparameter as Limit
from taonet.runtime.pallets.subtensor.hyperparameters import events as told
from taonet.runtime.pallets.subtensor.hyperparameters.changes import change
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import netuid
from taonet.scale import u64

Way = Map[NetUid, bool]


@call(index=19, weight=reads_writes(7_164_000, 0, 1))
def sudo_set_network_registration_allowed(s: State, origin: Origin, netuid: netuid, registration_allowed: bool) -> None:
    """Open or close registration by paying the price; closed only where work can be proven instead.

    For owner and root; on root for root alone, and without these conditions.
    """
    if netuid == ROOT:
        ensure_root(origin)
        change(s, Subnets.NetworkRegistrationAllowed, told.RegistrationAllowed, netuid, registration_allowed)
        return
    paid, worked = Subnets.NetworkRegistrationAllowed, Subnets.NetworkPowRegistrationAllowed
    limit = Limit.BurnRegistrationAllowed
    _switch(s, origin, netuid, paid, told.RegistrationAllowed, limit, worked, on=registration_allowed)


@call(index=20, weight=reads_writes(1_912_000, 0, 0))
def sudo_set_network_pow_registration_allowed(
    s: State, origin: Origin, netuid: netuid, registration_allowed: bool
) -> None:
    """Open or close registration by work; closed only where the price can be paid instead. For owner and root."""
    if netuid == ROOT:
        raise errors.NotPermittedOnRootSubnet
    paid, worked = Subnets.NetworkRegistrationAllowed, Subnets.NetworkPowRegistrationAllowed
    limit = Limit.PowRegistrationAllowed
    _switch(s, origin, netuid, worked, told.PowRegistrationAllowed, limit, paid, on=registration_allowed)


@call(index=24, weight=reads_writes(33_972_000, 5, 1, 4_383))
@setting(root_outside_freeze, Hyperparameters.Difficulty, told.DifficultySet, exists)
def sudo_set_difficulty(s: State, origin: Origin, netuid: netuid, difficulty: u64) -> None:
    """Set how hard registering by work is now; it falls with the blocks and rises with registrations. For root."""


@call(index=4, weight=reads_writes(33_852_000, 5, 1, 4_383))
@setting(root_outside_freeze, Hyperparameters.MinDifficulty, told.MinDifficultySet, exists)
def sudo_set_min_difficulty(s: State, origin: Origin, netuid: netuid, min_difficulty: u64) -> None:
    """Set the difficulty below which work never gets easier. For root."""


@call(index=5, weight=reads_writes(34_012_000, 5, 1, 4_383))
@setting(owner(Limit.MaxDifficulty), Hyperparameters.MaxDifficulty, told.MaxDifficultySet, exists)
def sudo_set_max_difficulty(s: State, origin: Origin, netuid: netuid, max_difficulty: u64) -> None:
    """Set the difficulty above which work never gets harder; the lowest counts where it is higher. For owner and root."""


def _switch(
    s: State,
    origin: Origin,
    netuid: NetUid,
    way: Way,
    event: Callable[..., Event],
    limit: Limit,
    other: Way,
    *,
    on: bool,
) -> None:
    """Open or close one way to a seat, as owner or root; refuse to close the last."""
    signer = registry.ensure_owner_or_root(s, origin, netuid)
    if signer is not None:
        rate_limits.ensure_owner_may_update(s, netuid, limit)
    ensure_subnet(s, netuid)
    schedule.ensure_not_frozen(s, netuid)
    if not on and not other.get(s, netuid):
        raise errors.InvalidValue

    change(s, way, event, netuid, on)
    if signer is not None:
        rate_limits.note_owner_update(s, netuid, limit)
