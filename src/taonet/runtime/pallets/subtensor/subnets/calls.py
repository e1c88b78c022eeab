"""Calls that create, start and describe subnets.

Source: macros/dispatches.rs register_network, register_network_with_identity, start_call, set_subnet_identity
Source: macros/dispatches.rs update_symbol
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Arguments, Policy, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor import founding, rate_limits
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.errors import InvalidIdentity, NetworkTxRateLimitExceeded
from taonet.runtime.pallets.subtensor.subnets import names, registry
from taonet.runtime.pallets.subtensor.subnets.errors import (
    FirstEmissionBlockNumberAlreadySet,
    NotSubnetOwner,
    StartCallNotReady,
)
from taonet.runtime.pallets.subtensor.subnets.events import (
    FirstEmissionBlockNumberSet,
    SubnetIdentitySet,
    SymbolUpdated,
)
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.subnets.types import SUBNET_IDENTITY, SubnetIdentityV3, fits
from taonet.runtime.types import account, netuid
from taonet.scale import Typed, option

_IDENTITY = Typed(option(SUBNET_IDENTITY), "Option<SubnetIdentityOfV3>")


def check_register_network(s: State, _who: AccountId, _arguments: Arguments) -> None:
    """Refuse a subnet too soon after the last. The call with an identity is not checked here, as on the chain."""
    if not rate_limits.may_register_network(s):
        raise NetworkTxRateLimitExceeded


_REGISTER = Policy(check=check_register_network, check_weight=rate_limits.CHECK_WEIGHT)


@call(index=59, weight=reads_writes(288_680_000, 44, 51, 9_947), policy=_REGISTER)
def register_network(s: State, origin: Origin, hotkey: account) -> None:
    """Create a subnet owned by the signing coldkey, for the present lock cost, with `hotkey` in its first seat."""
    founding.register_network(s, origin, hotkey, None)


@call(index=79, weight=reads_writes(288_332_000, 43, 50, 9_883))
def register_network_with_identity(
    s: State, origin: Origin, hotkey: account, identity: Annotated[SubnetIdentityV3 | None, _IDENTITY]
) -> None:
    """Create a subnet like `register_network` and describe it."""
    founding.register_network(s, origin, hotkey, identity)


@call(index=92, weight=reads_writes(21_000_000, 5, 2, 4_583))
def start_call(s: State, origin: Origin, netuid: netuid) -> None:
    """Start a subnet: its token can be traded from now on and has emission from the next block on.

    For the owner, once, at least StartCallDelay blocks after the subnet was created.
    """
    registry.ensure_exists(s, netuid)
    registry.ensure_owner(s, origin, netuid)
    if Subnets.FirstEmissionBlockNumber.exists(s, netuid):
        raise FirstEmissionBlockNumberAlreadySet
    if now(s) < Subnets.NetworkRegisteredAt.get(s, netuid) + Subnets.StartCallDelay.get(s):
        raise StartCallNotReady

    first = now(s) + 1
    Subnets.FirstEmissionBlockNumber.put(s, netuid, first)
    Subnets.SubtokenEnabled.put(s, netuid, value=True)
    s.emit(FirstEmissionBlockNumberSet(netuid, first))


@call(index=78, weight=reads_writes(13_000_000, 2, 1, 4_060))
def set_subnet_identity(
    s: State,
    origin: Origin,
    netuid: netuid,
    subnet_name: bytes,
    github_repo: bytes,
    subnet_contact: bytes,
    subnet_url: bytes,
    discord: bytes,
    description: bytes,
    logo_url: bytes,
    additional: bytes,
) -> None:
    """Describe a subnet. For its owner; each field has its limit in bytes."""
    coldkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    if Subnets.SubnetOwner.get(s, netuid) != coldkey:
        raise NotSubnetOwner
    described = SubnetIdentityV3(
        subnet_name, github_repo, subnet_contact, subnet_url, discord, description, logo_url, additional
    )
    if not fits(described):
        raise InvalidIdentity

    Subnets.SubnetIdentitiesV3.put(s, netuid, described)
    s.emit(SubnetIdentitySet(netuid))


@call(index=112, weight=reads_writes(18_000_000, 5, 1, 9_074))
def update_symbol(s: State, origin: Origin, netuid: netuid, symbol: bytes) -> None:
    """Give the token of a subnet another symbol of the list that nobody uses. For the subnet's owner and root."""
    registry.ensure_owner_or_root(s, origin, netuid)
    registry.ensure_exists(s, netuid)
    names.ensure_choosable(s, symbol)

    Subnets.TokenSymbol.put(s, netuid, symbol)
    s.emit(SymbolUpdated(netuid, symbol))
