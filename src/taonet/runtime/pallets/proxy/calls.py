"""Calls of the proxy pallet: keys that act for other accounts.

Source: pallets/proxy/src/lib.rs proxy, add_proxy, remove_proxy, remove_proxies, create_pure, kill_pure, announce
Source: pallets/proxy/src/lib.rs remove_announcement, reject_announcement, proxy_announced, poke_deposit
Source: pallets/proxy/src/lib.rs set_real_pays_fee
"""

from __future__ import annotations

from typing import Annotated

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import Policy, PostInfo, call
from taonet.frame.error import BadOrigin
from taonet.frame.origin import Origin, Signed, ensure_signed
from taonet.frame.state import State
from taonet.frame.weight import Pays
from taonet.primitives.ids import Hash
from taonet.runtime.address import lookup
from taonet.runtime.pallets.proxy import acting, announcements, costs, delegates, poking
from taonet.runtime.pallets.proxy.errors import Unannounced
from taonet.runtime.pallets.proxy.events import RealPaysFeeSet
from taonet.runtime.pallets.proxy.sponsors import sponsor
from taonet.runtime.pallets.proxy.storage import Storage
from taonet.runtime.pallets.proxy.types import PROXY_TYPE, ProxyDefinition, ProxyType
from taonet.runtime.types import H256, address, block_number, runtime_call
from taonet.scale import U32, Typed, compact, option, u16

_type = Annotated[ProxyType, Typed(PROXY_TYPE, "T::ProxyType")]
_forced = Annotated[ProxyType | None, Typed(option(PROXY_TYPE), "Option<T::ProxyType>")]
_hash = Annotated[Hash, Typed(H256, "CallHashOf<T>")]
_height = Annotated[int, Typed(compact(U32), "BlockNumberFor<T>")]
_index = Annotated[int, Typed(compact(U32), "u32")]


@call(index=0, declared=costs.proxy_declared, policy=Policy(sponsor=sponsor, wraps=("call",)))
def proxy(s: State, origin: Origin, real: address, force_proxy_type: _forced, call: runtime_call) -> None:
    """Make a call for an account, as its delegate without a delay. It may fail: the event carries its result."""
    who = _delegate(origin)
    account = lookup(real)
    definition = delegates.find(s, account, who.account, force_proxy_type)
    if definition.delay:
        raise Unannounced

    acting.act(s, who, definition, account, call)


@call(index=1, weight=costs.ADD_PROXY)
def add_proxy(s: State, origin: Origin, delegate: address, proxy_type: _type, delay: block_number) -> None:
    """Let another account act for the signer; with a delay, only with calls announced so many blocks before."""
    delegates.add(s, ensure_signed(origin), ProxyDefinition(lookup(delegate), proxy_type, delay))


@call(index=2, weight=costs.REMOVE_PROXY)
def remove_proxy(s: State, origin: Origin, delegate: address, proxy_type: _type, delay: block_number) -> None:
    """Take a delegate's right to act for the signer; type and delay are those with which it was added."""
    delegates.remove(s, ensure_signed(origin), ProxyDefinition(lookup(delegate), proxy_type, delay))


@call(index=3, weight=costs.REMOVE_PROXIES)
def remove_proxies(s: State, origin: Origin) -> None:
    """Take the rights of all delegates of the signer. A pure account that does this is out of reach for good."""
    delegates.remove_all(s, ensure_signed(origin))


@call(index=4, weight=costs.CREATE_PURE)
def create_pure(s: State, origin: Origin, proxy_type: _type, delay: block_number, index: u16) -> None:
    """Make an account without a key, for which the signer acts. `index` tells several in one extrinsic apart."""
    delegates.create_pure(s, ensure_signed(origin), proxy_type, delay, index)


@call(index=5, weight=costs.KILL_PURE)
def kill_pure(
    s: State, origin: Origin, spawner: address, proxy_type: _type, index: u16, height: _height, ext_index: _index
) -> None:
    """Give up a pure account, signed by itself through its delegate. What it still owns is out of reach for good."""
    who = ensure_signed(origin)
    delegates.kill_pure(s, who, lookup(spawner), proxy_type, index, height, ext_index)


@call(index=6, weight=costs.ANNOUNCE)
def announce(s: State, origin: Origin, real: address, call_hash: _hash) -> None:
    """Say by its hash which call the signer will make for an account, so that the account can refuse it in time."""
    announcements.announce(s, ensure_signed(origin), lookup(real), call_hash)


@call(index=7, weight=costs.REMOVE_ANNOUNCEMENT)
def remove_announcement(s: State, origin: Origin, real: address, call_hash: _hash) -> None:
    """Take back what the signer announced."""
    announcements.withdraw(s, ensure_signed(origin), lookup(real), call_hash)


@call(index=8, weight=costs.REJECT_ANNOUNCEMENT)
def reject_announcement(s: State, origin: Origin, delegate: address, call_hash: _hash) -> None:
    """Refuse a call that a delegate announced for the signer; the deposit goes back to the delegate."""
    real = ensure_signed(origin)
    announcements.withdraw(s, lookup(delegate), real, call_hash)


@call(index=9, declared=costs.proxy_announced_declared, policy=Policy(wraps=("call",)))
def proxy_announced(
    s: State, origin: Origin, delegate: address, real: address, force_proxy_type: _forced, call: runtime_call
) -> None:
    """Make a call that a delegate announced, once its delay is over. Signed by anyone; it may fail as in `proxy`."""
    sender = _delegate(origin)
    who, account = lookup(delegate), lookup(real)
    definition = delegates.find(s, account, who, force_proxy_type)

    call_hash = Hash(blake2_256(s.runtime.call_codec.encode(call)))
    announcements.use(s, who, account, call_hash, definition.delay)
    acting.act(s, sender, definition, account, call)


@call(index=10, weight=costs.POKE_DEPOSIT)
def poke_deposit(s: State, origin: Origin) -> PostInfo:
    """Bring the signer's deposits for delegates and announcements to what they are today. Free if one changes."""
    changed = poking.poke(s, ensure_signed(origin))
    return PostInfo(pays=Pays.No if changed else Pays.Yes)


@call(index=11, weight=costs.SET_REAL_PAYS_FEE)
def set_real_pays_fee(s: State, origin: Origin, delegate: address, pays_fee: bool) -> None:
    """Agree to pay for the transactions in which a delegate acts for the signer, or stop that."""
    real, who = ensure_signed(origin), lookup(delegate)
    delegates.find(s, real, who, None)

    if pays_fee:
        Storage.RealPaysFeeConsentV1.put(s, real, who, ())
    else:
        Storage.RealPaysFeeConsentV1.remove(s, real, who)
    s.emit(RealPaysFeeSet(real, who, pays_fee))


def _delegate(origin: Origin) -> Signed:
    if not isinstance(origin, Signed):
        raise BadOrigin
    return origin
