"""The promises of the preimage pallet tell a state that breaks them."""

from collections.abc import Callable

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.balances import holds
from taonet.runtime.pallets.balances.types import HeldByPreimage, HeldBySafeMode
from taonet.runtime.pallets.preimage import PALLET, store
from taonet.runtime.pallets.preimage.storage import Storage
from taonet.runtime.pallets.preimage.types import Requested

held, known = PALLET.invariants


@pytest.fixture
def s(make_state: Callable[..., State], alice: AccountId) -> State:
    s = make_state({alice: 1_000_000_000})
    store.note_bytes(s, b"one", alice)
    store.note_bytes(s, b"two", alice)
    store.note(s, b"three")
    store.request(s, Hash(bytes(32)))
    holds.hold(s, HeldBySafeMode(), alice, Tao(5))
    return s


def test_they_hold_of_what_the_calls_leave(s: State, alice: AccountId) -> None:
    held(s)
    known(s)
    store.unnote(s, Hash(blake2_256(b"one")), alice)
    held(s)
    known(s)


def test_a_deposit_that_is_not_held_is_told(s: State, alice: AccountId) -> None:
    holds.release(s, HeldByPreimage(), alice, Tao(1))

    with pytest.raises(BrokenInvariant, match="held are"):
        held(s)


def test_a_preimage_without_a_status_is_told(s: State) -> None:
    Storage.PreimageFor.put(s, (Hash(bytes(32)), 1), b"1")

    with pytest.raises(BrokenInvariant, match="0 preimages are known and not stored, 1 not known"):
        known(s)


def test_a_status_without_its_preimage_is_told(s: State) -> None:
    Storage.RequestStatusFor.put(s, Hash(bytes(32)), Requested(None, 1, 1))

    with pytest.raises(BrokenInvariant, match="1 preimages are known and not stored"):
        known(s)
