"""Storage items: where each kind puts its values, what an absent key says, and how its keys are walked."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.crypto.hashing import blake2_128_hash, blake2_256, twox_64_concat, twox_128
from taonet.frame.hashers import (
    BLAKE2_128,
    BLAKE2_128_CONCAT,
    BLAKE2_256,
    IDENTITY,
    TWOX_64_CONCAT,
    TWOX_128,
    TWOX_256,
    Hasher,
)
from taonet.frame.state import DictBackend, State
from taonet.frame.storage import (
    DoubleMap,
    Map,
    NMap,
    OptionDoubleMap,
    OptionMap,
    OptionNMap,
    OptionValue,
    Unbound,
    Value,
    items_of,
    key_codec,
    storage,
)
from taonet.runtime.construct import RUNTIME
from taonet.scale import BYTES, U8, U16, U32, U64, DecodeError, EncodeError, tuple_of, vec


@storage("Farm")
class Farm:
    Rain = Value(U32, default=7, doc="d")
    Owner = OptionValue(BYTES, doc="d")
    Yield = Map(U16, U64, default=5, hasher=IDENTITY, doc="d")
    Name = OptionMap(U16, BYTES, doc="d")
    Shares = DoubleMap(U16, BYTES, U16, default=3, hashers=(IDENTITY, TWOX_64_CONCAT), doc="d")
    Debts = OptionDoubleMap(U16, U16, vec(U8), doc="d")
    Seeds = NMap((U8, U16, BYTES), U32, default=0, hashers=(IDENTITY, BLAKE2_128_CONCAT, TWOX_64_CONCAT), doc="d")
    Tools = OptionNMap((U8, U8, U8), U8, hashers=(IDENTITY, IDENTITY, IDENTITY), doc="d")
    Secret = Map(U16, U8, default=0, hasher=BLAKE2_256, doc="d")
    not_an_item = 5


@pytest.fixture
def s() -> State:
    return State(DictBackend(), RUNTIME)


def prefix(name: str) -> bytes:
    return twox_128(b"Farm") + twox_128(name.encode())


def test_items_are_listed_in_the_order_of_their_declaration() -> None:
    assert [item.name for item in items_of(Farm)] == [
        "Rain", "Owner", "Yield", "Name", "Shares", "Debts", "Seeds", "Tools", "Secret",
    ]  # fmt: skip
    assert [item.kind for item in items_of(Farm)] == ["value"] * 2 + ["map"] * 2 + ["doublemap"] * 2 + ["nmap"] * 2 + [
        "map"
    ]
    assert {item.pallet for item in items_of(Farm)} == {"Farm"}


def test_keys_are_those_of_the_chain() -> None:
    system = storage("System")(type("System", (), {"Number": Value(U32, default=0, doc="d")}))

    assert system.Number.prefix.hex() == "26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac"  # type: ignore[attr-defined]  # made above


def test_what_is_stored_already_is_not_written_again_and_a_default_is(s: State) -> None:
    Farm.Yield.put_changed(s, 1, 5)
    assert s.changes() == {Farm.Yield.key_of((1,)): U64.encode(5)}

    later = State(DictBackend({Farm.Yield.key_of((1,)): U64.encode(5)}), RUNTIME)
    Farm.Yield.put_changed(later, 1, 5)
    assert later.changes() == {}
    Farm.Yield.put_changed(later, 1, 6)
    assert Farm.Yield.get(later, 1) == 6


@pytest.mark.parametrize(
    ("write", "key", "value"),
    [
        (lambda s: Farm.Rain.put(s, 9), prefix("Rain"), "09000000"),
        (lambda s: Farm.Owner.put(s, b"x"), prefix("Owner"), "0478"),
        (lambda s: Farm.Yield.put(s, 258, 1), prefix("Yield") + b"\x02\x01", "0100000000000000"),
        (lambda s: Farm.Name.put(s, 1, b""), prefix("Name") + blake2_128_hash(b"\x01\x00") + b"\x01\x00", "00"),
        (lambda s: Farm.Shares.put(s, 1, b"a", 2), prefix("Shares") + b"\x01\x00" + twox_64_concat(b"\x04a"), "0200"),
        (
            lambda s: Farm.Seeds.put(s, (1, 2, b"a"), 3),
            prefix("Seeds") + b"\x01" + blake2_128_hash(b"\x02\x00") + b"\x02\x00" + twox_64_concat(b"\x04a"),
            "03000000",
        ),
        (lambda s: Farm.Secret.put(s, 1, 2), prefix("Secret") + blake2_256(b"\x01\x00"), "02"),
    ],
)
def test_each_kind_puts_its_values_under_its_keys(
    s: State, write: Callable[[State], None], key: bytes, value: str
) -> None:
    write(s)

    assert s.changes() == {key: bytes.fromhex(value)}


def test_an_absent_key_gives_the_default_or_none(s: State) -> None:
    assert (Farm.Rain.get(s), Farm.Owner.get(s)) == (7, None)
    assert (Farm.Yield.get(s, 1), Farm.Name.get(s, 1)) == (5, None)
    assert (Farm.Shares.get(s, 1, b""), Farm.Debts.get(s, 1, 1)) == (3, None)
    assert (Farm.Seeds.get(s, (1, 1, b"")), Farm.Tools.get(s, (1, 1, 1))) == (0, None)
    assert not s.changes()


def test_defaults_are_shown_as_bytes_and_options_show_nothing() -> None:
    assert [item.default_bytes.hex() for item in items_of(Farm)] == [
        "07000000", "00", "0500000000000000", "00", "0300", "00", "00000000", "00", "00",
    ]  # fmt: skip


def test_a_changeable_default_is_not_shared(s: State) -> None:
    @storage("Farm")
    class Lists:
        Fields = Map(U8, vec(U8), default=[1], doc="d")

    Lists.Fields.get(s, 0).append(2)

    assert Lists.Fields.get(s, 0) == [1]


def test_values_are_there_until_they_are_removed(s: State) -> None:
    def there() -> list[bool]:
        return [
            Farm.Rain.exists(s), Farm.Owner.exists(s), Farm.Shares.exists(s, 1, b"a"), Farm.Tools.exists(s, (1, 2, 3)),
        ]  # fmt: skip

    assert there() == [False] * 4
    Farm.Rain.put(s, 7)
    Farm.Owner.put(s, b"")
    Farm.Shares.put(s, 1, b"a", 3)
    Farm.Tools.put(s, (1, 2, 3), 0)
    assert there() == [True] * 4

    Farm.Rain.kill(s)
    Farm.Owner.kill(s)
    Farm.Shares.remove(s, 1, b"a")
    Farm.Tools.remove(s, (1, 2, 3))
    assert there() == [False] * 4


def test_taking_gives_what_was_there_and_removes_it(s: State) -> None:
    Farm.Owner.put(s, b"o")
    Farm.Yield.put(s, 1, 9)
    Farm.Name.put(s, 1, b"n")
    Farm.Shares.put(s, 1, b"a", 9)
    Farm.Debts.put(s, 1, 2, [9])

    def take_all() -> list[object]:
        return [
            Farm.Owner.take(s), Farm.Yield.take(s, 1), Farm.Name.take(s, 1), Farm.Shares.take(s, 1, b"a"),
            Farm.Debts.take(s, 1, 2),
        ]  # fmt: skip

    assert take_all() == [b"o", 9, b"n", 9, [9]]
    assert take_all() == [None, 5, None, 3, None]
    assert list(s.iterate(b"")) == []


def test_updating_begins_with_the_default(s: State) -> None:
    assert Farm.Rain.update(s, lambda rain: rain + 1) == 8
    assert Farm.Yield.update(s, 1, lambda crop: crop * 2) == 10
    assert Farm.Shares.update(s, 1, b"a", lambda share: share - 1) == 2
    assert (Farm.Rain.get(s), Farm.Yield.get(s, 1), Farm.Shares.get(s, 1, b"a")) == (8, 10, 2)


def test_a_value_that_does_not_fit_is_refused(s: State) -> None:
    with pytest.raises(EncodeError):
        Farm.Rain.put(s, 1 << 32)
    with pytest.raises(EncodeError):
        Farm.Yield.put(s, 65_536, 1)
    with pytest.raises(EncodeError):
        Farm.Yield.get(s, -1)
    assert not s.changes()


def test_bytes_that_are_no_value_are_not_read_as_one(s: State) -> None:
    s.put(Farm.Rain.prefix, b"\x01")
    with pytest.raises(DecodeError):
        Farm.Rain.get(s)


def test_walks_stay_inside_their_item_and_their_first_keys(s: State) -> None:
    for field in (1, 2, 257):
        Farm.Yield.put(s, field, field)
        for name in (b"b", b"a"):
            Farm.Shares.put(s, field, name, field)
            Farm.Seeds.put(s, (field % 256, field, name), field)

    assert list(Farm.Yield.items(s)) == [(1, 1), (257, 257), (2, 2)]  # little-endian bytes, in byte order
    assert sorted(Farm.Shares.items_under(s, 2)) == [(b"a", 2), (b"b", 2)]
    assert {key for key, _ in Farm.Shares.items(s)} == {(f, n) for f in (1, 2, 257) for n in (b"a", b"b")}
    assert {key for key, _ in Farm.Seeds.items_under(s, 1)} == {(1, f, n) for f in (1, 257) for n in (b"a", b"b")}
    assert {key for key, _ in Farm.Seeds.items_under(s, 1, 257)} == {(1, 257, b"a"), (1, 257, b"b")}
    assert len(list(Farm.Seeds.items(s))) == 6


def test_clearing_stays_inside_the_item_and_its_first_keys(s: State) -> None:
    for field in (1, 2):
        Farm.Yield.put(s, field, field)
        for name in (b"b", b"a"):
            Farm.Shares.put(s, field, name, field)
            Farm.Seeds.put(s, (1, field, name), field)

    assert Farm.Shares.clear_under(s, 1) == 2
    assert Farm.Seeds.clear_under(s, 1, 2) == 2
    assert Farm.Yield.clear(s) == 2
    assert {key for key, _ in Farm.Shares.items(s)} == {(2, b"a"), (2, b"b")}
    assert {key for key, _ in Farm.Seeds.items(s)} == {(1, 1, b"a"), (1, 1, b"b")}
    assert Farm.Shares.clear(s) == 2


def test_a_hasher_that_forgets_the_key_cannot_be_walked(s: State) -> None:
    Farm.Secret.put(s, 1, 2)

    with pytest.raises(Unbound, match="Blake2_256 does not keep the key"):
        list(Farm.Secret.items(s))


def test_an_item_without_a_place_is_refused(s: State) -> None:
    with pytest.raises(Unbound):
        Map(U16, U8, default=0, doc="d").get(s, 1)


def test_metadata_gets_one_codec_for_all_keys() -> None:
    assert key_codec(Farm.Rain) is None
    assert key_codec(Farm.Yield) is U16
    whole = key_codec(Farm.Shares)
    assert whole is not None
    assert whole.shape == tuple_of(U16, BYTES).shape


@settings(deadline=None, max_examples=100)
@given(
    entries=st.dictionaries(
        st.tuples(st.integers(0, 255), st.integers(0, 65_535), st.binary(max_size=3)), st.integers(0, 9)
    )
)
def test_every_key_is_found_again_in_its_state_key(entries: dict[tuple[int, int, bytes], int]) -> None:
    s = State(DictBackend(), RUNTIME)
    for key, value in entries.items():
        Farm.Seeds.put(s, key, value)

    assert dict(Farm.Seeds.items(s)) == entries
    assert all(Farm.Seeds.parts_of(Farm.Seeds.key_of(key)) == key for key in entries)


@pytest.mark.parametrize(
    ("hasher", "known"),
    [
        (BLAKE2_128, "cf4ab791c62b8d2b2109c90275287816"),
        (BLAKE2_128_CONCAT, "cf4ab791c62b8d2b2109c90275287816" + "616263"),
        (TWOX_64_CONCAT, "990977adf52cbc44" + "616263"),
        (IDENTITY, "616263"),
    ],
)
def test_hashers_give_known_bytes(hasher: Hasher, known: str) -> None:
    assert hasher.apply(b"abc").hex() == known


@pytest.mark.parametrize(
    "hasher", [BLAKE2_128, BLAKE2_256, BLAKE2_128_CONCAT, TWOX_128, TWOX_256, TWOX_64_CONCAT, IDENTITY]
)
def test_hashers_say_how_much_stands_before_the_key(hasher: Hasher) -> None:
    hashed = hasher.apply(b"some key")

    if hasher.before_key is None:
        assert b"some key" not in hashed
        assert len(hashed) * 8 == int(hasher.name.removeprefix("Blake2_").removeprefix("Twox"))
    else:
        assert hashed[hasher.before_key :] == b"some key"


def test_many_keys_do_not_stay_in_memory(monkeypatch: pytest.MonkeyPatch, s: State) -> None:
    monkeypatch.setattr("taonet.frame.storage.KEY_MEMO", 3)
    keys: list[Any] = [Farm.Tools.key_of((n, 0, 0)) for n in range(9)]

    assert len(set(keys)) == 9
    assert keys == [Farm.Tools.key_of((n, 0, 0)) for n in range(9)]


def test_an_item_may_remember_fewer_keys() -> None:
    hashed: list[bytes] = []
    hasher = dataclasses.replace(TWOX_64_CONCAT, apply=lambda data: hashed.append(data) or TWOX_64_CONCAT.apply(data))
    few = Map(U32, U32, hasher=hasher, default=0, key_memo=2, doc="")
    few.bind("Farm", "Few")
    for number in (1, 1, 2, 2, 3, 1):
        few.key_of((number,))

    assert [int.from_bytes(one, "little") for one in hashed] == [1, 2, 3, 1]
