"""Calls of the sudo pallet: free of charge for the sudo key.

Source: polkadot-sdk/substrate/frame/sudo/src/lib.rs sudo, sudo_unchecked_weight, set_key, sudo_as, remove_key
Source: polkadot-sdk/substrate/frame/sudo/src/lib.rs ensure_sudo
"""

from __future__ import annotations

from taonet.frame.call import Declared, PostInfo, RuntimeCall, call
from taonet.frame.origin import ROOT_ORIGIN, Origin, Root, Signed, ensure_signed_or_root
from taonet.frame.state import State
from taonet.frame.weight import Pays, Weight, reads_writes
from taonet.runtime.address import lookup
from taonet.runtime.dispatch import dispatch_info, try_as, try_dispatch
from taonet.runtime.pallets.sudo.errors import RequireSudo
from taonet.runtime.pallets.sudo.events import KeyChanged, KeyRemoved, Sudid, SudoAsDone
from taonet.runtime.pallets.sudo.storage import Storage
from taonet.runtime.types import MultiAddress, address, runtime_call

_KEY_PROOF = 1517
FREE = PostInfo(pays=Pays.No)


def _sudo_weight(s: State, call: RuntimeCall) -> Declared:
    inner = dispatch_info(s, call)
    return Declared(reads_writes(7_940_000, 1, 0, _KEY_PROOF).plus(inner.weight), inner.dispatch_class)


def _given_weight(s: State, call: RuntimeCall, weight: Weight) -> Declared:
    return Declared(weight, dispatch_info(s, call).dispatch_class)


def _sudo_as_weight(s: State, who: MultiAddress, call: RuntimeCall) -> Declared:
    inner = dispatch_info(s, call)
    return Declared(reads_writes(7_872_000, 1, 0, _KEY_PROOF).plus(inner.weight), inner.dispatch_class)


@call(index=0, declared=_sudo_weight)
def sudo(s: State, origin: Origin, call: runtime_call) -> PostInfo:
    """Make a call as root. It may fail: the event carries its result."""
    _ensure_sudo(s, origin)
    s.emit(Sudid(s.runtime.result(try_dispatch(s, _as_root(origin), call))))
    return FREE


@call(index=1, declared=_given_weight)
def sudo_unchecked_weight(s: State, origin: Origin, call: runtime_call, weight: Weight) -> PostInfo:
    """Make a call as root that counts with the given weight. It may fail: the event carries its result."""
    _ensure_sudo(s, origin)
    s.emit(Sudid(s.runtime.result(try_dispatch(s, _as_root(origin), call))))
    return FREE


@call(index=2, weight=reads_writes(7_236_000, 1, 1, _KEY_PROOF))
def set_key(s: State, origin: Origin, new: address) -> PostInfo:
    """Make another account the sudo key."""
    _ensure_sudo(s, origin)
    account = lookup(new)

    s.emit(KeyChanged(Storage.Key.get(s), account))
    Storage.Key.put(s, account)
    return FREE


@call(index=3, declared=_sudo_as_weight)
def sudo_as(s: State, origin: Origin, who: address, call: runtime_call) -> PostInfo:
    """Make a call as if another account had signed it, past all filters. It may fail: the event carries its result."""
    _ensure_sudo(s, origin)
    account = lookup(who)
    s.emit(SudoAsDone(s.runtime.result(try_as(s, origin, Signed(account), call))))
    return FREE


@call(index=4, weight=reads_writes(6_416_000, 1, 1, _KEY_PROOF))
def remove_key(s: State, origin: Origin) -> PostInfo:
    """Give up sudo for good."""
    _ensure_sudo(s, origin)

    s.emit(KeyRemoved())
    Storage.Key.kill(s)
    return FREE


def _as_root(origin: Origin) -> Root:
    """Return root: as it was when it made the call itself."""
    return origin if isinstance(origin, Root) else ROOT_ORIGIN


def _ensure_sudo(s: State, origin: Origin) -> None:
    """Refuse everyone but the sudo key and root itself."""
    account = ensure_signed_or_root(origin)
    if account is not None and account != Storage.Key.get(s):
        raise RequireSudo
