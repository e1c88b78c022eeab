"""Calls in bounded form: inline up to 128 bytes, by preimage beyond."""

import pytest

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import Corruption, Unavailable
from taonet.frame.state import State
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.preimage import store
from taonet.runtime.pallets.preimage.bounded import (
    INLINE_LIMIT,
    Bounded,
    Inline,
    Legacy,
    Lookup,
    bound,
    bounded_call,
    drop,
    hash_of,
    have,
    hold,
    lookup_length,
    peek,
    realise,
)
from taonet.runtime.pallets.system import calls as system

HEAD = 4
"""Bytes in front of a long remark: pallet, call, and its length in two bytes."""


def remark(length: int) -> RuntimeCall:
    return RuntimeCall(system.remark, (bytes(length),))


LONG = remark(200)
DATA = RUNTIME.call_codec.encode(LONG)
KEY = Hash(blake2_256(DATA))


def test_a_call_of_128_bytes_is_kept_as_it_is(s: State) -> None:
    call = remark(INLINE_LIMIT - HEAD)
    inline = bound(s, call)

    data = RUNTIME.call_codec.encode(call)
    assert inline == Inline(data)
    assert peek(s, inline) == realise(s, inline) == (call, None)
    assert (have(s, inline), lookup_length(inline), hash_of(inline)) == (True, None, blake2_256(data))
    assert s.changes() == {}


def test_a_longer_call_is_noted_as_a_preimage(s: State) -> None:
    lookup = bound(s, remark(INLINE_LIMIT - HEAD + 1))

    assert isinstance(lookup, Lookup)
    assert lookup.len == INLINE_LIMIT + 1
    assert store.is_requested(s, lookup.hash)
    assert peek(s, lookup) == (remark(INLINE_LIMIT - HEAD + 1), INLINE_LIMIT + 1)
    assert lookup_length(lookup) == INLINE_LIMIT + 1


def test_realising_a_call_gives_its_preimage_up(s: State) -> None:
    lookup = bound(s, LONG)
    hold(s, lookup)
    assert realise(s, lookup) == (LONG, len(DATA))
    assert have(s, lookup)
    assert realise(s, lookup) == (LONG, len(DATA))

    assert not have(s, lookup)
    with pytest.raises(Unavailable):
        realise(s, lookup)
    drop(s, lookup)  # what nobody asks for is left alone


def test_a_hash_alone_finds_its_preimage(s: State) -> None:
    store.note(s, DATA)

    assert peek(s, Legacy(KEY)) == (LONG, len(DATA))
    assert lookup_length(Legacy(KEY)) == 1_000_000


@pytest.mark.parametrize("missing", [Legacy(KEY), Lookup(KEY, len(DATA))])
def test_a_missing_preimage_is_said_to_be_unavailable(s: State, missing: Bounded) -> None:
    assert not have(s, missing)
    with pytest.raises(Unavailable):
        peek(s, missing)


def test_a_preimage_of_another_length_is_not_found(s: State, alice: AccountId) -> None:
    store.note(s, DATA)

    with pytest.raises(Unavailable):
        peek(s, Lookup(KEY, len(DATA) + 1))


def test_what_is_no_call_is_corrupt(s: State) -> None:
    key = store.note(s, b"\xff" * 9)

    for wrong in (Inline(b"\xff"), Inline(b""), Lookup(key, 9), Legacy(key)):
        with pytest.raises(Corruption):
            peek(s, wrong)


def test_bytes_behind_a_call_are_ignored_as_upstream(s: State) -> None:
    assert peek(s, Inline(RUNTIME.call_codec.encode(remark(0)) + b"more")) == (remark(0), None)


def test_the_three_forms_are_told_apart_on_the_wire() -> None:
    codec = bounded_call(RUNTIME)

    assert codec.encode(Legacy(KEY)) == b"\x00" + KEY
    assert codec.encode(Inline(b"ab")) == b"\x01\x08ab"
    assert codec.encode(Lookup(KEY, 258)) == b"\x02" + KEY + b"\x02\x01\x00\x00"
