"""Storage items whose values are the runtime's: each runtime has its own codec for them."""

import pytest

from taonet.frame.outer_storage import OuterMap, OuterOptionMap, OuterValue
from taonet.frame.runtime import Runtime
from taonet.frame.state import DictBackend, State
from taonet.frame.storage import Unbound, items_of, storage
from taonet.runtime.construct import RUNTIME, VOTES
from taonet.scale import U8, U16, Codec, vec


def numbers(runtime: Runtime) -> Codec[list[int]]:
    return vec(U8) if runtime is RUNTIME else vec(U16)


def number(runtime: Runtime) -> Codec[int]:
    return U8 if runtime is RUNTIME else U16


@storage("Farm")
class Farm:
    Rain = OuterValue(numbers, doc="d")
    Yield = OuterMap(U16, numbers, doc="d")
    Owner = OuterOptionMap(U16, number, doc="d")


def under(runtime: Runtime) -> State:
    return State(DictBackend(), runtime)


def test_values_are_written_as_the_states_runtime_has_them() -> None:
    wide, narrow = under(VOTES), under(RUNTIME)
    for s in (wide, narrow):
        Farm.Rain.put(s, [1, 2])
        Farm.Yield.put(s, 7, [3])
        Farm.Owner.put(s, 7, 9)

    assert sorted(map(len, (v for v in narrow.changes().values() if v))) == [1, 2, 3]
    assert sorted(map(len, (v for v in wide.changes().values() if v))) == [2, 3, 5]
    for s in (wide, narrow):
        assert (Farm.Rain.get(s), Farm.Yield.get(s, 7), Farm.Owner.get(s, 7)) == ([1, 2], [3], 9)
        assert list(Farm.Yield.items(s)) == [(7, [3])]
        assert list(Farm.Owner.items(s)) == [(7, 9)]


def test_an_absent_key_is_an_empty_list_or_none() -> None:
    s = under(RUNTIME)

    assert (Farm.Rain.get(s), Farm.Yield.get(s, 7), Farm.Owner.get(s, 7)) == ([], [], None)
    assert not Farm.Yield.exists(s, 7)


def test_what_is_removed_is_absent() -> None:
    s = under(RUNTIME)
    Farm.Rain.put(s, [1])
    Farm.Yield.put(s, 7, [3])
    Farm.Owner.put(s, 7, 9)
    Farm.Rain.kill(s)
    Farm.Yield.remove(s, 7)
    Farm.Owner.remove(s, 7)

    assert (Farm.Rain.get(s), Farm.Yield.exists(s, 7), Farm.Owner.exists(s, 7)) == ([], False, False)


def test_there_is_no_codec_without_a_runtime() -> None:
    for item in items_of(Farm):
        with pytest.raises(Unbound):
            item.codec.encode([])
        assert item.default_bytes == b"\0"
    assert Farm.Owner.codec_in(RUNTIME) is U8
