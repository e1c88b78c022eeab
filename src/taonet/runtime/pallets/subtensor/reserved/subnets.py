"""Names of ending subnets, and of the queue in which new ones wait for a place."""

from __future__ import annotations

from typing import Annotated, final

from taonet.frame.error import ModuleError, dispatch_error
from taonet.frame.event import Event, event
from taonet.runtime.pallets.subtensor.subnets.types import SUBNET_IDENTITY, SubnetIdentityV3
from taonet.runtime.types import account, block_number, netuid, tao, u64f64
from taonet.scale import Typed, option, u16, u32, u64


@final
class NetworkDissolveAlreadyQueued(ModuleError, index=130):
    """The subnet is being dissolved already; there is nothing more to do."""


@final
class WaitingForDissolvedSubnetCleanup(ModuleError, index=143):
    """What a dissolved subnet left is still being removed. Try again in a later block."""


@final
class LockIdOverFlow(ModuleError, index=150):
    """The numbers for waiting subnets are used up; no subnet can be queued."""


@final
@event(index=1, named=False)
class NetworkRemoved(Event, frozen=True):
    """A subnet is no more."""

    netuid: netuid


@final
@event(index=80, named=False)
class SubnetIdentityRemoved(Event, frozen=True):
    """What the owner said about a subnet was removed with it."""

    netuid: netuid


@final
@event(index=84, named=False)
class DissolveNetworkScheduleDurationSet(Event, frozen=True):
    """The wait before a scheduled end of a subnet was set."""

    blocks: block_number


@final
@event(index=126)
class NetworkDissolveCleanupCompleted(Event, frozen=True):
    """All that a dissolved subnet left is removed, and its number is free."""

    netuid: netuid


@final
@event(index=141)
class NetworkRegistrationQueued(Event, frozen=True):
    """A coldkey paid for a subnet, which waits for a place."""

    coldkey: account
    hotkey: account
    mechid: u16
    identity: Annotated[SubnetIdentityV3 | None, Typed(option(SUBNET_IDENTITY), "Option<SubnetIdentityOfV3>")]
    lock_amount: tao
    median_subnet_alpha_price: u64f64
    registration_block: u64


@final
@event(index=153)
class NetworkRegistrationCancelled(Event, frozen=True):
    """A subnet that waited could not be made for this reason; its price was paid back."""

    coldkey: account
    hotkey: account
    lock_id: u32
    error: dispatch_error
