"""What is done in one step for speed gives what the plain way gives, refusals included."""

from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from taonet.frame.call import Declared
from taonet.frame.state import DictBackend, State
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.system.limits import PerDispatchClass
from taonet.runtime.pallets.system.types import ACCOUNT_INFO, AccountData, AccountInfo
from taonet.runtime.pallets.transaction_payment.fees import compute_fee, fee_details, final_fee
from taonet.runtime.pallets.transaction_payment.storage import Storage
from taonet.scale import (
    I8,
    I32,
    I64,
    I128,
    U8,
    U16,
    U64,
    U128,
    Codec,
    DecodeError,
    EncodeError,
    newtype,
    struct,
)
from taonet.scale.codec import read_whole

QUICK = settings(deadline=None, max_examples=150)
U64_MAX = (1 << 64) - 1


class Inner(msgspec.Struct, frozen=True):
    """A wide integer behind a small one."""

    small: int
    wide: int


class Outer(msgspec.Struct, frozen=True):
    """Structs in a struct, not only at its end."""

    first: Inner
    number: int
    last: Inner
    own: int


INNER = struct(Inner, "a::Inner", {"small": I8, "wide": I128})
OUTER = struct(Outer, "a::Outer", {"first": INNER, "number": U16, "last": INNER, "own": newtype(U128, "a::Own")})
NUMBERS = struct(Inner, "a::Numbers", {"small": I32, "wide": I64})
UNSIGNED = struct(Inner, "a::Unsigned", {"small": U8, "wide": U64})

integers = st.one_of(
    st.integers(-(1 << 7), (1 << 7) - 1),
    st.integers(0, U64_MAX),
    st.integers(-(1 << 129), 1 << 129),
    st.sampled_from([edge + step for bits in (7, 8, 16, 31, 63, 64, 127, 128) for edge in (1 << bits, -1 << bits)
                     for step in (-1, 0)]),
)  # fmt: skip
inners = st.builds(Inner, integers, integers)
outers = st.builds(Outer, inners, integers, inners, integers)
accounts = st.builds(
    AccountInfo, integers, integers, integers, integers, st.builds(AccountData, integers, integers, integers, integers)
)


def _plainly(codec: Codec[Any], value: object) -> bytes:
    out = bytearray()
    codec.write(value, out)
    return bytes(out)


def _outcome(action: Any) -> object:
    """Return what an action gives, or why it refuses."""
    try:
        return action()
    except (EncodeError, DecodeError) as refusal:
        return type(refusal), str(refusal)


@QUICK
@given(st.one_of(
    st.tuples(st.sampled_from([INNER, NUMBERS, UNSIGNED]), inners),
    st.tuples(st.just(OUTER), outers),
    st.tuples(st.just(ACCOUNT_INFO), accounts),
))  # fmt: skip
@example((ACCOUNT_INFO, AccountInfo()))
def test_a_struct_of_integers_is_packed_as_its_fields_are_written(case: tuple[Codec[Any], Any]) -> None:
    codec, value = case

    assert _outcome(lambda: codec.encode(value)) == _outcome(lambda: _plainly(codec, value))


@QUICK
@given(st.sampled_from([INNER, NUMBERS, UNSIGNED, OUTER, ACCOUNT_INFO]), st.data())
def test_a_struct_of_integers_is_read_as_its_fields_are(codec: Codec[Any], data: st.DataObject) -> None:
    size = codec.minimum + data.draw(st.sampled_from([0, 0, 0, -1, 1]))
    raw = data.draw(st.binary(min_size=size, max_size=size))

    assert _outcome(lambda: codec.decode(raw)) == _outcome(lambda: read_whole(codec.read, raw))


@pytest.mark.parametrize("codec", [INNER, NUMBERS, UNSIGNED, OUTER, ACCOUNT_INFO])
def test_structs_of_integers_have_the_short_way(codec: Codec[Any]) -> None:
    assert codec.fixed is not None
    assert codec.fixed.layout is not None


@QUICK
@given(
    length=st.integers(0, 1 << 23),
    time=st.integers(0, U64_MAX),
    dispatch_class=st.sampled_from(DispatchClass),
    pays=st.sampled_from(Pays),
    multiplier=st.one_of(st.just(10**18), st.integers(0, (1 << 128) - 1)),
    tip=st.integers(0, U64_MAX),
)
def test_a_fee_is_the_sum_of_its_parts(
    length: int, time: int, dispatch_class: DispatchClass, pays: Pays, multiplier: int, tip: int
) -> None:
    s = State(DictBackend(), RUNTIME)
    Storage.NextFeeMultiplier.put(s, multiplier)
    declared, weight = Declared(Weight(time), dispatch_class, pays), Weight(time)

    for _ in range(2):
        assert compute_fee(s, length, declared, weight, tip) == final_fee(fee_details(s, length, declared, weight, tip))


weights = st.builds(Weight, st.integers(0, U64_MAX), st.integers(0, U64_MAX))


@QUICK
@given(weights, weights)
@example(Weight(U64_MAX, 0), Weight(0, U64_MAX))
@example(Weight(U64_MAX, 1), Weight(1, 1))
@example(Weight(1, U64_MAX), Weight(1, 1))
def test_weights_add_up_and_stop_at_their_width(one: Weight, other: Weight) -> None:
    both = Weight(min(one.ref_time + other.ref_time, U64_MAX), min(one.proof_size + other.proof_size, U64_MAX))

    assert one.plus(other) == both


@pytest.mark.parametrize("dispatch_class", DispatchClass)
def test_one_class_is_replaced_and_the_others_stay(dispatch_class: DispatchClass) -> None:
    before = PerDispatchClass(1, 2, 3)

    assert before.replaced(dispatch_class, 9) == replace(before, **{dispatch_class.name.lower(): 9})
