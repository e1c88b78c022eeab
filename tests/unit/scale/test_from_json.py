"""SCALE from JSON."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.system.types import ACCOUNT_INFO
from taonet.runtime.types import ACCOUNT_ID, MULTI_ADDRESS
from taonet.scale import BOOL, BYTES, TEXT, U8, U16, U64, Codec, array, compact, option, ordered_map, tuple_of, vec
from taonet.scale.from_json import BadJson, encode_json
from taonet.testing.fuzzing import examples

ALICE_SS58 = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
ALICE = bytes.fromhex("d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d")


@pytest.mark.parametrize(
    ("codec", "value", "expected"),
    [
        (U16, 5, "0500"),
        (U16, "5", "0500"),
        (U16, "0x0102", "0201"),
        (U64, "1_000,000", "40420f0000000000"),
        (BOOL, True, "01"),
        (TEXT, "ä", "08c3a4"),
        (compact(U64), "16384", "02000100"),
        (BYTES, "0x0102", "080102"),
        (BYTES, "ab", "086162"),
        (BYTES, [1, 2], "080102"),
        (vec(U16), [1, "2"], "0801000200"),
        (array(U8, 2), "0x0102", "0102"),
        (tuple_of(U8, BOOL), [1, False], "0100"),
        (option(U8), None, "00"),
        (option(U8), 7, "0107"),
        (ordered_map(U8, U8), {"2": 1, "1": 2}, "0801020201"),
        (ordered_map(U8, U8), [[2, 1], [1, 2]], "0801020201"),
        (ACCOUNT_ID, ALICE_SS58, ALICE.hex()),
        (ACCOUNT_ID, f"0x{ALICE.hex()}", ALICE.hex()),
        (MULTI_ADDRESS, {"Id": ALICE_SS58}, f"00{ALICE.hex()}"),
    ],
)
def test_values_are_written_as_people_type_them(codec: Codec[Any], value: object, expected: str) -> None:
    assert encode_json(codec, value).hex() == expected


def test_what_is_left_out_of_a_struct_is_zero() -> None:
    info = ACCOUNT_INFO.decode(encode_json(ACCOUNT_INFO, {"data": {"free": "7"}, "providers": 1}))

    assert (info.nonce, info.providers, info.data.free, info.data.reserved) == (0, 1, 7, 0)
    assert encode_json(ACCOUNT_INFO, {}) == bytes(len(ACCOUNT_INFO.encode(info))) or info.data.flags


@pytest.mark.parametrize(
    ("codec", "value", "words"),
    [
        (U16, 65_536, "65536"),
        (U16, -1, "-1"),
        (U16, 1.5, "expected a number, got 1.5"),
        (U16, True, "expected a number, got True"),
        (U16, "five", "expected a number, got 'five'"),
        (BOOL, 1, "expected true or false, got 1"),
        (TEXT, 1, "expected text, got 1"),
        (BYTES, "0x1", "not hexadecimal"),
        (vec(U16), [1, "x"], "[1]: expected a number"),
        (array(U8, 2), "0x010203", "expected 2 bytes, got 3"),
        (tuple_of(U8, BOOL), [1], "expected 2 items, got 1"),
        (ACCOUNT_ID, ALICE_SS58[:-1], ""),
        (MULTI_ADDRESS, {"Nobody": 1}, "'Nobody' is none of Id, "),
        (ACCOUNT_INFO, {"data": {"freee": 1}}, "data: there is no freee, only free, "),
        (ACCOUNT_INFO, 5, "expected an object with nonce, "),
    ],
)
def test_what_is_no_value_of_the_type_is_refused(codec: Codec[Any], value: object, words: str) -> None:
    with pytest.raises(BadJson) as refused:
        encode_json(codec, value)
    assert words in str(refused.value)


ITEMS = [item for pallet in RUNTIME.pallets for item in pallet.storage]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5) | st.just("0x0102"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(item=st.sampled_from(ITEMS), value=VALUES)
@settings(max_examples=examples(300), deadline=None)
def test_any_json_is_written_as_a_value_or_refused(item: Any, value: Any) -> None:
    codec = item.codec_in(RUNTIME)
    try:
        raw = encode_json(codec, json.loads(msgspec.json.encode(value)))
    except BadJson:
        return
    assert codec.encode(codec.decode(raw)) == raw
