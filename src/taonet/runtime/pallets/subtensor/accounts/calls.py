"""Calls of accounts: association, takes, identity, and where earnings go.

Source: staking/decrease_take.rs do_decrease_take
Source: staking/increase_take.rs do_increase_take
Source: utils/identity.rs do_set_identity
Source: staking/account.rs do_try_associate_hotkey
Source: macros/dispatches.rs set_coldkey_auto_stake_hotkey
"""

from __future__ import annotations

from taonet.frame.call import Arguments, Policy, call
from taonet.frame.origin import Origin, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import reads_writes
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.subtensor.accounts import keys
from taonet.runtime.pallets.subtensor.accounts.errors import SameAutoStakeHotkeyAlreadySet
from taonet.runtime.pallets.subtensor.accounts.events import (
    AutoStakeDestinationSet,
    ChainIdentitySet,
    TakeDecreased,
    TakeIncreased,
)
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.accounts.types import ChainIdentityV2, fits
from taonet.runtime.pallets.subtensor.errors import (
    HotKeyNotRegisteredInNetwork,
    HotKeyNotRegisteredInSubNet,
    InvalidIdentity,
)
from taonet.runtime.pallets.subtensor.neurons import seats
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.types import account, netuid, per_u16


def check_take(s: State, who: AccountId, arguments: Arguments) -> None:
    """Refuse a take out of bounds or for a foreign hotkey."""
    keys.check_take(s, who, arguments["hotkey"], arguments["take"])


_TAKE = Policy(check=check_take, check_weight=reads_writes(9_000_000, 3, 0, 4_186))


@call(index=65, weight=reads_writes(16_000_000, 3, 2, 4_295), policy=_TAKE)
def decrease_take(s: State, origin: Origin, hotkey: account, take: per_u16) -> None:
    """Lower the share of emission that a hotkey keeps (65535 is all), from now on. Signed by its coldkey."""
    coldkey = ensure_signed(origin)
    keys.ensure_lower_take(s, coldkey, hotkey, take)

    keys.set_take(s, hotkey, take)
    s.emit(TakeDecreased(coldkey, hotkey, take))


@call(index=66, weight=reads_writes(19_000_000, 5, 2, 4_388), policy=_TAKE)
def increase_take(s: State, origin: Origin, hotkey: account, take: per_u16) -> None:
    """Raise the share of emission that a hotkey keeps (65535 is all), at most to MaxDelegateTake.

    Signed by its coldkey. Refused until TxDelegateTakeRateLimit blocks after the last change have gone by.
    """
    coldkey = ensure_signed(origin)
    keys.ensure_higher_take(s, coldkey, hotkey, take)

    keys.set_take(s, hotkey, take)
    s.emit(TakeIncreased(coldkey, hotkey, take))


@call(index=68, weight=reads_writes(16_000_000, 3, 1, 6_829))
def set_identity(
    s: State,
    origin: Origin,
    name: bytes,
    url: bytes,
    github_repo: bytes,
    image: bytes,
    discord: bytes,
    description: bytes,
    additional: bytes,
) -> None:
    """Describe the owner of the signing coldkey. Needs a registered hotkey; each field has its limit in bytes."""
    coldkey = ensure_signed(origin)
    if not any(seats.is_registered_anywhere(s, hotkey) for hotkey in Accounts.OwnedHotkeys.get(s, coldkey)):
        raise HotKeyNotRegisteredInNetwork
    described = ChainIdentityV2(name, url, github_repo, image, discord, description, additional)
    if not fits(described):
        raise InvalidIdentity

    Accounts.IdentitiesV2.put(s, coldkey, described)
    s.emit(ChainIdentitySet(coldkey))


@call(index=91, weight=reads_writes(13_000_000, 3, 3, 4_283))
def try_associate_hotkey(s: State, origin: Origin, hotkey: account) -> None:
    """Give a hotkey that nobody controls to the signing coldkey. Does nothing for one that somebody controls."""
    keys.associate(s, ensure_signed(origin), hotkey)


@call(index=114, weight=reads_writes(17_000_000, 4, 2, 4_274))
def set_coldkey_auto_stake_hotkey(s: State, origin: Origin, netuid: netuid, hotkey: account) -> None:
    """Send what the miners of the signing coldkey earn on a subnet to a hotkey registered there."""
    coldkey = ensure_signed(origin)
    registry.ensure_exists(s, netuid)
    if not Neurons.Uids.exists(s, netuid, hotkey):
        raise HotKeyNotRegisteredInSubNet
    former = Accounts.AutoStakeDestination.get(s, coldkey, netuid)
    if former == hotkey:
        raise SameAutoStakeHotkeyAlreadySet

    if former is not None:
        Accounts.AutoStakeDestinationColdkeys.update(
            s, former, netuid, lambda senders: [sender for sender in senders if sender != coldkey]
        )
    Accounts.AutoStakeDestination.put(s, coldkey, netuid, hotkey)
    Accounts.AutoStakeDestinationColdkeys.update(
        s, hotkey, netuid, lambda senders: senders if coldkey in senders else [*senders, coldkey]
    )
    s.emit(AutoStakeDestinationSet(coldkey, netuid, hotkey))
