"""Delegates of an account: adding, finding, removing, and accounts that nobody but a delegate has a key for.

Source: pallets/proxy/src/impls.rs add_proxy_delegate, remove_proxy_delegate, remove_all_proxy_delegates, find_proxy
Source: pallets/proxy/src/impls.rs pure_account
Source: pallets/proxy/src/lib.rs create_pure, kill_pure
"""

from __future__ import annotations

from bisect import bisect_left

from taonet.crypto.hashing import blake2_256
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.balances.reserves import reserve, unreserve
from taonet.runtime.pallets.proxy import deposits, events
from taonet.runtime.pallets.proxy.errors import Duplicate, NoPermission, NoSelfProxy, NotFound, NotProxy, TooMany
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import MAX_PROXIES, ProxyDefinition, ProxyType
from taonet.runtime.pallets.system.blocks import block_number, extrinsic_index
from taonet.scale import U16, U32

_PURE = b"modlpy/proxy____"


def add(s: State, who: AccountId, definition: ProxyDefinition) -> None:
    """Let a delegate act for an account, and reserve what that costs."""
    if definition.delegate == who:
        raise NoSelfProxy
    present, before = Storage.Proxies.get(s, who)
    place = bisect_left(present, definition)
    if present[place : place + 1] == [definition]:
        raise Duplicate
    if len(present) >= MAX_PROXIES:
        raise TooMany
    deposit = deposits.for_proxies(len(present) + 1)
    deposits.adjust(s, who, before, deposit)

    Storage.Proxies.put(s, who, ([*present[:place], definition, *present[place:]], deposit))
    s.emit(events.ProxyAdded(who, definition.delegate, definition.proxy_type, definition.delay))


def remove(s: State, who: AccountId, definition: ProxyDefinition) -> None:
    """Take a delegate's right, and give back what it cost. The account no longer pays for any of that delegate's."""
    present, before = Storage.Proxies.get(s, who)
    if definition not in present:
        raise NotFound
    left = [one for one in present if one != definition]
    deposit = deposits.for_proxies(len(left))

    deposits.adjust(s, who, before, deposit)
    if left:
        Storage.Proxies.put(s, who, (left, deposit))
    else:
        Storage.Proxies.remove(s, who)
    Storage.RealPaysFeeConsentV1.remove(s, who, definition.delegate)
    s.emit(events.ProxyRemoved(who, definition.delegate, definition.proxy_type, definition.delay))


def remove_all(s: State, who: AccountId) -> None:
    """Take the rights of all delegates of an account, without an event of their own."""
    _, deposit = Storage.Proxies.take(s, who)
    unreserve(s, who, deposit)
    Storage.RealPaysFeeConsentV1.clear_under(s, who)


def find(s: State, real: AccountId, delegate: AccountId, proxy_type: ProxyType | None) -> ProxyDefinition:
    """Return the first right of a delegate to act for an account, of a given type where one is given."""
    for definition in Storage.Proxies.get(s, real)[0]:
        if definition.delegate == delegate and proxy_type in {None, definition.proxy_type}:
            return definition
    raise NotProxy


def pure_account(who: AccountId, height: int, extrinsic: int, proxy_type: ProxyType, index: int) -> AccountId:
    """Return the account that `who` makes in this block and extrinsic; no key for it exists."""
    where = U32.encode(height) + U32.encode(extrinsic)
    return AccountId(blake2_256(_PURE + who + where + bytes((proxy_type,)) + U16.encode(index)))


def create_pure(s: State, who: AccountId, proxy_type: ProxyType, delay: int, index: int) -> None:
    """Make an account without a key for which `who` acts, and reserve its deposit from `who`."""
    pure = pure_account(who, block_number(s), extrinsic_index(s), proxy_type, index)
    if Storage.Proxies.exists(s, pure):
        raise Duplicate
    deposit = deposits.for_proxies(1)
    reserve(s, who, deposit)

    Storage.Proxies.put(s, pure, ([ProxyDefinition(who, proxy_type, delay)], deposit))
    s.emit(events.PureCreated(pure, who, proxy_type, index))


def kill_pure(
    s: State, who: AccountId, spawner: AccountId, proxy_type: ProxyType, index: int, height: int, extrinsic: int
) -> None:
    """Let nobody act for a pure account any more; its whole deposit is given back to who made it.

    What the pure account itself had reserved for further delegates is part of that, and is taken from what its maker
    has reserved for other things: remove those delegates before.
    """
    if pure_account(spawner, height, extrinsic, proxy_type, index) != who:
        raise NoPermission

    _, deposit = Storage.Proxies.take(s, who)
    unreserve(s, spawner, Tao(deposit))
    s.emit(events.PureKilled(who, spawner, proxy_type, index))
