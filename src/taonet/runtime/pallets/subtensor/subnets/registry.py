"""Which subnets exist, and who may make an owner's calls.

Source: subnets/subnet.rs if_subnet_exist, get_all_subnet_netuids, get_next_netuid
Source: utils/misc.rs ensure_subnet_owner, ensure_subnet_owner_or_root, set_subnet_owner_hotkey
"""

from __future__ import annotations

from taonet.frame.error import BadOrigin
from taonet.frame.hooks import Signal
from taonet.frame.origin import Origin, ensure_signed, ensure_signed_or_root
from taonet.frame.state import State
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.errors import CannotUseSystemAccount, SubnetNotExists
from taonet.runtime.pallets.subtensor.subnets.events import SubnetOwnerHotkeySet
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.tao import subnet_of_account

OWNER_HOTKEY_CHANGES: Signal[NetUid, AccountId, AccountId] = Signal(
    "Another hotkey stands for the owner of a subnet: subnet, former hotkey, new hotkey."
)


def exists(s: State, netuid: NetUid) -> bool:
    """Tell whether a subnet exists; root does."""
    return Subnets.NetworksAdded.get(s, netuid)


def ensure_exists(s: State, netuid: NetUid) -> None:
    """Refuse the number of a subnet that does not exist."""
    if not exists(s, netuid):
        raise SubnetNotExists


def netuids(s: State) -> list[NetUid]:
    """Return all subnets, root included, in the order of their state keys.

    The key is the number in little-endian bytes, so 256 comes before 1.
    """
    return [netuid for netuid, added in Subnets.NetworksAdded.items(s) if added]


def next_netuid(s: State) -> NetUid:
    """Return the lowest number from 1 that no subnet has."""
    taken = set(netuids(s))
    number = 1
    while number in taken:
        number += 1
    return NetUid(number)


def count_without_root(s: State) -> int:
    """Return how many subnets there are, root not counted."""
    return sum(netuid != ROOT for netuid in netuids(s))


def ensure_owner(s: State, origin: Origin, netuid: NetUid) -> AccountId:
    """Return the coldkey that signed; refuse all but the subnet's owner."""
    who = ensure_signed(origin)
    if Subnets.SubnetOwner.get(s, netuid) != who:
        raise BadOrigin
    return who


def ensure_owner_or_root(s: State, origin: Origin, netuid: NetUid) -> AccountId | None:
    """Return the owner that signed, or None for the chain's root; refuse everyone else."""
    who = ensure_signed_or_root(origin)
    if who is not None and Subnets.SubnetOwner.get(s, netuid) != who:
        raise BadOrigin
    return who


def set_owner_hotkey(s: State, netuid: NetUid, hotkey: AccountId) -> None:
    """Make a hotkey stand for the owner of a subnet. The account of a subnet is refused."""
    if subnet_of_account(hotkey) is not None:
        raise CannotUseSystemAccount

    former = owner_hotkey(s, netuid)
    Subnets.SubnetOwnerHotkey.put(s, netuid, hotkey)
    if former is not None:
        OWNER_HOTKEY_CHANGES.send(s, netuid, former, hotkey)
    s.emit(SubnetOwnerHotkeySet(netuid, hotkey))


def owner_hotkey(s: State, netuid: NetUid) -> AccountId | None:
    """Return the hotkey that stands for the owner, or None when none was ever named."""
    return Subnets.SubnetOwnerHotkey.get(s, netuid) if Subnets.SubnetOwnerHotkey.exists(s, netuid) else None
