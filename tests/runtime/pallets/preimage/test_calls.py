"""Calls of the preimage pallet: who may make them, and what is free."""

from collections.abc import Callable

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.error import BadOrigin
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, Signed
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid
from taonet.frame.weight import Pays
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.pallets.balances import reserves
from taonet.runtime.pallets.preimage import calls, store
from taonet.runtime.pallets.preimage.errors import NotAuthorized, NotRequested, TooFew, TooMany
from taonet.runtime.pallets.preimage.storage import Storage
from taonet.runtime.pallets.preimage.types import OldUnrequested
from taonet.sim import Chain, refused

DATA = bytes(200)
KEY = Hash(blake2_256(DATA))


@pytest.fixture
def s(make_state: Callable[..., State], alice: AccountId, bob: AccountId) -> State:
    return make_state({alice: 100_000_000_000, bob: 1_000_000_000})


def test_noting_is_free_for_root_and_for_what_is_asked_for(s: State, alice: AccountId) -> None:
    assert calls.note_preimage(s, Signed(alice), b"mine").pays is Pays.Yes
    assert calls.note_preimage(s, ROOT_ORIGIN, b"the chain's").pays is Pays.No
    calls.request_preimage(s, ROOT_ORIGIN, KEY)
    assert calls.note_preimage(s, Signed(alice), DATA).pays is Pays.No


def test_only_root_asks_for_preimages(s: State, alice: AccountId) -> None:
    for origin in (Signed(alice), NONE_ORIGIN):
        with refused(s, BadOrigin):
            calls.request_preimage(s, origin, KEY)
        with refused(s, BadOrigin):
            calls.unrequest_preimage(s, origin, KEY)
    with refused(s, NotRequested):
        calls.unrequest_preimage(s, ROOT_ORIGIN, KEY)
    calls.request_preimage(s, ROOT_ORIGIN, KEY)
    calls.unrequest_preimage(s, ROOT_ORIGIN, KEY)


def test_only_who_paid_and_root_give_a_preimage_up(s: State, alice: AccountId, bob: AccountId) -> None:
    calls.note_preimage(s, Signed(alice), DATA)
    with refused(s, NotAuthorized):
        calls.unnote_preimage(s, Signed(bob), KEY)
    with refused(s, BadOrigin):
        calls.unnote_preimage(s, NONE_ORIGIN, KEY)
    calls.unnote_preimage(s, Signed(alice), KEY)

    assert not Storage.PreimageFor.exists(s, (KEY, len(DATA)))


@pytest.mark.parametrize("origin", [ROOT_ORIGIN, NONE_ORIGIN])
def test_bringing_up_to_date_is_signed(s: State, origin: Origin) -> None:
    with refused(s, BadOrigin):
        calls.ensure_updated(s, origin, [KEY])


def test_bringing_up_to_date_takes_one_to_1024_hashes(s: State, alice: AccountId) -> None:
    with refused(s, TooFew):
        calls.ensure_updated(s, Signed(alice), [])
    with refused(s, TooMany):
        calls.ensure_updated(s, Signed(alice), [KEY] * 1_025)


@pytest.mark.parametrize(("old", "pays"), [(8, Pays.Yes), (9, Pays.No), (10, Pays.No)])
def test_bringing_nine_tenths_up_to_date_is_free(s: State, alice: AccountId, old: int, pays: Pays) -> None:
    hashes = [Hash(bytes([number]) * 32) for number in range(10)]
    for key in hashes[:old]:
        reserves.reserve(s, alice, Tao(1_000))
        Storage.StatusFor.put(s, key, OldUnrequested((alice, Tao(1_000)), 1))

    assert calls.ensure_updated(s, Signed(alice), hashes).pays is pays
    assert not list(Storage.StatusFor.items(s))
    assert len(list(Storage.RequestStatusFor.items(s))) == old


def test_a_note_weighs_its_bytes(s: State) -> None:
    small, large = (calls.note_preimage.declared(s, (bytes(size),)).weight for size in (0, 1_000))

    assert large.ref_time - small.ref_time == 13_491_000
    assert large.proof_size == small.proof_size


def test_what_is_stored_and_asked_for_cannot_fill_blocks_for_nothing() -> None:
    with Chain.localnet() as c:
        c.submit(c.alice, "Sudo", "sudo", c.runtime.call("Preimage", "request_preimage", KEY))
        note = c.runtime.call("Preimage", "note_preimage", DATA)
        assert c.submit(c.bob, note).fee == 0
        with pytest.raises(TransactionInvalid):
            c.validate(c.sign(c.charlie, note))
        with pytest.raises(TransactionInvalid):
            c.submit(c.charlie, note)
        # Inside another call it costs what that costs, and as root it is the chain's own.
        assert c.submit(c.charlie, "Utility", "batch", [note]).fee > 0
        c.validate(c.sign(c.alice, c.runtime.call("Sudo", "sudo", note)))
        # What nobody asks for is refused in its block, and pays.
        other = c.runtime.call("Preimage", "note_preimage", b"other")
        c.submit(c.bob, other)
        assert c.submit(c.charlie, other).fee > 0


def test_a_whole_life_in_blocks_leaves_no_deposit_behind() -> None:
    with Chain.localnet() as c:
        before = c.balance(c.alice)
        paid = c.submit(c.alice, "Preimage", "note_preimage", DATA).fee
        paid += c.submit(c.alice, "Preimage", "unnote_preimage", KEY).fee

        assert c.balance(c.alice) == before - paid
        assert store.length_of(c.s, KEY) is None
