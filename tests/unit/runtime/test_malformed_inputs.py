"""Bytes from outside that mean no good: refused with `DecodeError` alone, soon, and without much memory."""

import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import empty_state

from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import DispatchClass
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import SWAP_CHECK
from taonet.runtime.pallets.system.digest import HEADER
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.types import event_records
from taonet.runtime.transaction import extrinsic
from taonet.scale import BYTES, Codec, DecodeError, shape
from taonet.scale.numbers import write_compact
from taonet.scale.reader import MAX_CALLS, MAX_DEPTH
from taonet.testing.fuzzing import examples

UTILITY = RUNTIME.pallet("Utility").index
SUDO = RUNTIME.pallet("Sudo").index
REMARK = bytes(3)
"""`System.remark` with nothing to say."""

BATCH, IF_ELSE = bytes((UTILITY, 0)), bytes((UTILITY, 6))
QUICK = settings(deadline=None, max_examples=examples(300))
HEADS = [bytes(RUNTIME.number_of(call)) for call in RUNTIME.calls.values()]


def record_codec() -> Codec[Any]:
    records = event_records(RUNTIME).shape.definition
    assert isinstance(records, shape.Sequence)
    return records.item


DECODERS: dict[str, Codec[Any]] = {
    "call": RUNTIME.call_codec,
    "event": RUNTIME.event_codec,
    "record": record_codec(),
    "events": event_records(RUNTIME),
    "header": HEADER,
}
NOISE = st.binary(max_size=200) | st.lists(
    st.sampled_from([b"\x00", b"\x01", b"\x04", b"\xff\xff\xff\xff", b"\xfe", b"\x03", REMARK, BATCH, IF_ELSE]),
    max_size=40,
).map(b"".join)


@contextmanager
def steps() -> Iterator[list[int]]:
    """Count the function calls of the body, which say on any machine how long it takes."""
    taken = [0]

    def count(_frame: object, event: str, _argument: object) -> None:
        taken[0] += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        yield taken
    finally:
        sys.setprofile(None)


def length(count: int) -> bytes:
    out = bytearray()
    write_compact(count, out)
    return bytes(out)


def batches(levels: int) -> bytes:
    return (BATCH + length(1)) * levels + REMARK


@pytest.mark.parametrize("name", DECODERS)
@QUICK
@given(noise=NOISE)
def test_noise_is_refused_with_a_decode_error_or_is_a_value(name: str, noise: bytes) -> None:
    codec = DECODERS[name]
    try:
        value = codec.decode(noise)
    except DecodeError:
        return
    assert codec.decode(codec.encode(value)) == value


@QUICK
@given(head=st.sampled_from(HEADS), noise=NOISE)
def test_noise_behind_the_number_of_a_call_is_refused_or_is_that_call(head: bytes, noise: bytes) -> None:
    try:
        call = RUNTIME.call_codec.decode(head + noise)
    except DecodeError:
        return
    assert RUNTIME.call_codec.encode(call)[:2] == head
    assert RUNTIME.call_codec.decode(RUNTIME.call_codec.encode(call)) == call
    assert repr(call)


@QUICK
@given(noise=NOISE, version=st.sampled_from([b"", b"\x04", b"\x84", b"\x84\x00" + bytes(32) + b"\x01" + bytes(67)]))
def test_noise_in_an_extrinsic_is_refused_or_is_an_extrinsic(noise: bytes, version: bytes) -> None:
    for raw in (version + noise, BYTES.encode(version + noise)):
        try:
            found = extrinsic.decode(RUNTIME, raw)
        except DecodeError:
            continue
        assert found.raw == raw
        assert RUNTIME.call_codec.decode(found.call_bytes) == found.call


@pytest.mark.parametrize("levels", [1, 100, MAX_DEPTH - 1])
def test_calls_are_read_down_to_the_deepest_level(levels: int) -> None:
    call = RUNTIME.call_codec.decode(batches(levels))

    assert RUNTIME.call_codec.encode(call) == batches(levels)
    assert call.declared(empty_state()).weight.ref_time > levels * SWAP_CHECK.ref_time
    assert call == RUNTIME.call_codec.decode(batches(levels))
    assert repr(call).count("batch(") == levels


@pytest.mark.parametrize("levels", [MAX_DEPTH, MAX_DEPTH + 1, 5_000, 1_000_000])
@pytest.mark.parametrize("wrapper", [BATCH + length(1), IF_ELSE, bytes((SUDO, 0)), bytes((UTILITY, 1, 0, 0))])
def test_calls_nested_deeper_are_refused_soon(wrapper: bytes, levels: int) -> None:
    raw = wrapper * levels + REMARK

    with steps() as taken:
        with pytest.raises(DecodeError, match="nested deeper than 256"):
            RUNTIME.call_codec.decode(raw)
        with pytest.raises(TransactionInvalid) as refusal:
            executive.read_extrinsic(RUNTIME, BYTES.encode(b"\x04" + raw))

    assert refusal.value.reason is Invalid.Call
    assert taken[0] < 60 * MAX_DEPTH


def test_calls_side_by_side_do_not_count_as_nested() -> None:
    raw = BATCH + length(3 * MAX_DEPTH) + REMARK * (3 * MAX_DEPTH)

    assert len(RUNTIME.call_codec.decode(raw).args[0]) == 3 * MAX_DEPTH


@pytest.mark.parametrize("depth", [4, 8, 12, 16])
def test_weighing_and_reading_take_time_with_the_size_of_a_call_and_not_with_its_shape(depth: int) -> None:
    raw = REMARK
    for _ in range(depth):
        raw = IF_ELSE + raw + raw if len(raw) < 20_000 else BATCH + length(1) + raw

    with steps() as taken:
        RUNTIME.call_codec.decode(raw).declared(empty_state())

    assert taken[0] < 20 * len(raw) + 200


def test_more_calls_than_any_block_could_hold_are_refused_soon() -> None:
    count = 2_000_000
    raw = BATCH + length(count) + REMARK * count

    with steps() as taken, pytest.raises(DecodeError, match="more than 65536 calls"):
        RUNTIME.call_codec.decode(raw)

    assert taken[0] < 20 * MAX_CALLS
    biggest = max(
        limit.ref_time for one in DispatchClass if (limit := LIMITS.per_class.of(one).max_extrinsic) is not None
    )
    assert biggest < MAX_CALLS * SWAP_CHECK.ref_time


@pytest.mark.parametrize("name", ["call", "events", "header"])
@pytest.mark.parametrize("count", [1 << 20, (1 << 30) - 1, (1 << 32) - 1])
def test_claimed_lengths_cost_no_memory(name: str, count: int) -> None:
    before = {"call": BATCH, "events": b"", "header": bytes(32) + b"\x04" + bytes(64)}[name]
    tracemalloc.start()
    try:
        with pytest.raises(DecodeError):
            DECODERS[name].decode(before + length(count) + bytes(1_000))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 500_000
