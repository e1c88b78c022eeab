"""Calls as text: whatever call there is, its text is read back as the same call, byte for byte."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.properties.world import EXAMPLES, random_call

from taonet.frame.described import Described
from taonet.runtime.construct import RUNTIME
from taonet.scale import ScaleError
from taonet.scale.described.syntax import BadText
from taonet.testing.values import NoValue

CHAIN = Described.of(RUNTIME.metadata(14))
NAMES = sorted(RUNTIME.calls)


@settings(max_examples=4 * EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_text_of_any_call_is_read_back_as_the_same_call(seed: int) -> None:
    try:
        data = random_call(Random(seed), NAMES)
    except NoValue:
        return
    call = CHAIN.decode_call(data)
    text = CHAIN.write_call(call)

    assert CHAIN.read_call(text) == call
    assert CHAIN.encode_call(call) == data


@settings(max_examples=EXAMPLES, deadline=None)
@given(text=st.text(alphabet="aAbZ09.=(){}[],\"'\\ /%_-x", max_size=60) | st.text(max_size=30))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadText) as refused:
        CHAIN.read_call(text)

    assert str(refused.value)


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_a_text_with_a_letter_changed_is_another_call_or_refused(seed: int, data: st.DataObject) -> None:
    try:
        text = CHAIN.write_call(CHAIN.decode_call(random_call(Random(seed), NAMES)))
    except NoValue:
        return
    place = data.draw(st.integers(0, len(text) - 1))
    changed = text[:place] + data.draw(st.sampled_from('aZ0.=(){}[],"%')) + text[place + 1 :]
    try:
        call = CHAIN.read_call(changed)
    except BadText:
        return

    assert CHAIN.read_call(CHAIN.write_call(call)) == call
    with_bytes = CHAIN.encode_call(call)
    assert CHAIN.decode_call(with_bytes) == call


@settings(max_examples=EXAMPLES, deadline=None)
@given(noise=st.binary(max_size=80))
def test_noise_is_no_call(noise: bytes) -> None:
    try:
        call = CHAIN.decode_call(noise)
    except ScaleError:
        return

    assert CHAIN.encode_call(call) == noise
