"""Calls of the preimage pallet.

Source: polkadot-sdk/substrate/frame/preimage/src/lib.rs note_preimage, unnote_preimage, request_preimage
Source: polkadot-sdk/substrate/frame/preimage/src/lib.rs unrequest_preimage, ensure_updated
Source: polkadot-sdk/substrate/frame/preimage/src/weights.rs note_preimage, ensure_updated
"""

from __future__ import annotations

from typing import Annotated

from taonet.frame.call import Arguments, Declared, Policy, PostInfo, call
from taonet.frame.origin import Origin, ensure_root, ensure_signed, ensure_signed_or_root
from taonet.frame.state import State
from taonet.frame.weight import Pays, reads_writes
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.errors import AlreadyNoted, TooFew, TooMany
from taonet.runtime.types import H256
from taonet.scale import Typed, vec

MOST_UPDATED = 1_024
BILLION = 1_000_000_000

_hash = Annotated[Hash, Typed(H256, "T::Hash")]
_hashes = Annotated[list[Hash], Typed(vec(H256), "Vec<T::Hash>")]


def _note_declared(_s: State, data: bytes) -> Declared:
    return Declared(reads_writes(50_499_000 + 13_491 * len(data), 5, 3, 28_584))


def _update_declared(_s: State, hashes: list[Hash]) -> Declared:
    count = len(hashes)
    return Declared(reads_writes(56_817_000 + 59_397_441 * count, 2 + 3 * count, 4 * count, 28_584 + 2_902 * count))


def _refuse_for_nothing(s: State, _who: AccountId, arguments: Arguments) -> None:
    """Refuse to let in a preimage that is stored and asked for: it would be free, and could fill blocks again and again.

    The real chain lets it in; there only root asks for preimages.
    """
    if store.is_noted_and_requested(s, arguments["bytes"]):
        raise AlreadyNoted


@call(index=0, declared=_note_declared, policy=Policy(pool_check=_refuse_for_nothing))
def note_preimage(s: State, origin: Origin, bytes: bytes) -> PostInfo:
    """Store a preimage. Free where the chain asks for it or root stores it, else for a deposit of 0.104 TAO and 0.001 a byte."""
    depositor = ensure_signed_or_root(origin)
    requested, _ = store.note_bytes(s, bytes, depositor)
    return PostInfo(pays=Pays.No if requested or depositor is None else Pays.Yes)


@call(index=1, weight=reads_writes(50_830_000, 3, 3, 3_892))
def unnote_preimage(s: State, origin: Origin, hash: _hash) -> None:
    """Give up a preimage that one paid for; the deposit comes back. It is removed unless the chain asks for it."""
    store.unnote(s, hash, ensure_signed_or_root(origin))


@call(index=2, weight=reads_writes(19_292_000, 2, 1, 3_556))
def request_preimage(s: State, origin: Origin, hash: _hash) -> None:
    """Ask for a preimage: anyone may store it for nothing, and it stays. Root only."""
    ensure_root(origin)
    store.request(s, hash)


@call(index=3, weight=reads_writes(20_209_000, 2, 2, 3_556))
def unrequest_preimage(s: State, origin: Origin, hash: _hash) -> None:
    """Ask for a preimage once less. Root only."""
    ensure_root(origin)
    store.unrequest(s, hash)


@call(index=4, declared=_update_declared)
def ensure_updated(s: State, origin: Origin, hashes: _hashes) -> PostInfo:
    """Bring what is known of preimages to the newer form. Free when that helped nine tenths of them."""
    ensure_signed(origin)
    if not hashes:
        raise TooFew
    if len(hashes) > MOST_UPDATED:
        raise TooMany

    updated = sum(store.update(s, key) for key in hashes)
    share = updated * BILLION // len(hashes)
    return PostInfo(pays=Pays.Yes if share < BILLION * 9 // 10 else Pays.No)
