"""The overlay: reads through, walks in order, and undoes exactly what a refused body wrote."""

from collections.abc import Mapping
from contextlib import suppress

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from taonet.frame.event import Event
from taonet.frame.state import ITEM_PREFIX, DictBackend, Phase, State
from taonet.runtime.construct import RUNTIME

ITEM = b"i" * ITEM_PREFIX
OTHER = b"j" * ITEM_PREFIX


class Happened(Event, frozen=True):
    """A fact."""

    number: int


class Refusal(Exception):
    """What a body raises."""


def overlay(values: Mapping[bytes, bytes] | None = None) -> State:
    return State(DictBackend(values), RUNTIME)


def test_what_is_not_written_is_read_from_behind() -> None:
    s = overlay({b"a": b"1", b"b": b"2"})
    s.put(b"b", b"3")
    s.put(b"c", b"4")
    s.delete(b"a")

    assert [s.get(key) for key in (b"a", b"b", b"c", b"d")] == [None, b"3", b"4", None]


def test_a_walk_goes_through_both_in_byte_order() -> None:
    s = overlay({ITEM + b"a": b"1", ITEM + b"c": b"3", ITEM + b"e": b"5", OTHER + b"a": b"9"})
    s.put(ITEM + b"b", b"2")
    s.put(ITEM + b"c", b"changed")
    s.delete(ITEM + b"e")
    s.put(ITEM + b"f", b"6")
    s.delete(ITEM + b"never")

    assert list(s.iterate(ITEM)) == [
        (ITEM + b"a", b"1"),
        (ITEM + b"b", b"2"),
        (ITEM + b"c", b"changed"),
        (ITEM + b"f", b"6"),
    ]
    assert [key for key, _ in s.iterate(ITEM, ITEM + b"b")] == [ITEM + b"c", ITEM + b"f"]
    assert [key for key, _ in s.iterate(ITEM + b"c")] == [ITEM + b"c"]
    assert len(list(s.iterate(b""))) == 5


def test_a_walk_does_not_see_what_is_written_on_the_way() -> None:
    s = overlay()
    s.put(ITEM + b"a", b"1")
    s.put(ITEM + b"b", b"2")
    seen: list[tuple[bytes, bytes]] = []
    for key, value in s.iterate(ITEM):
        seen.append((key, value))
        s.put(key + b"x", b"new")
        s.delete(ITEM + b"b")

    assert seen == [(ITEM + b"a", b"1"), (ITEM + b"b", b"2")]


def test_clearing_takes_all_or_the_first() -> None:
    s = overlay({ITEM + bytes([n]): b"v" for n in range(4)})
    s.put(ITEM + b"\x01\x05", b"own")
    s.put(OTHER, b"stays")

    assert s.clear_prefix(ITEM, 3) == 3
    assert [key[ITEM_PREFIX:] for key, _ in s.iterate(ITEM)] == [b"\x02", b"\x03"]
    assert s.clear_prefix(ITEM) == 2
    assert s.clear_prefix(ITEM) == 0
    assert list(s.iterate(b"")) == [(OTHER, b"stays")]


def test_a_refused_body_leaves_neither_writes_nor_events() -> None:
    s = overlay({b"a": b"1"})
    s.put(b"b", b"2")
    s.emit(Happened(0))
    with suppress(Refusal), s.transaction():
        s.put(b"a", b"x")
        s.delete(b"b")
        s.put(b"c", b"y")
        s.emit(Happened(1))
        raise Refusal

    assert s.changes() == {b"b": b"2"}
    assert s.events == [(Phase.INITIALIZATION, Happened(0))]


def test_an_inner_refusal_undoes_the_inner_writes_only() -> None:
    s = overlay()
    with s.transaction():
        s.put(b"a", b"1")
        s.emit(Happened(1))
        with suppress(Refusal), s.transaction():
            s.put(b"a", b"2")
            s.put(b"b", b"2")
            with s.transaction():
                s.put(b"c", b"3")
                s.emit(Happened(3))
            raise Refusal
        s.put(b"d", b"4")

    assert s.changes() == {b"a": b"1", b"d": b"4"}
    assert s.events == [(Phase.INITIALIZATION, Happened(1))]


def test_an_outer_refusal_undoes_what_an_inner_body_had_finished() -> None:
    s = overlay({b"a": b"0"})
    with suppress(Refusal), s.transaction():
        with s.transaction():
            s.put(b"a", b"1")
            s.emit(Happened(1))
        raise Refusal

    assert s.get(b"a") == b"0"
    assert not s.changes()
    assert not s.events


def test_what_was_undone_is_no_part_of_a_walk() -> None:
    s = overlay({ITEM + b"a": b"1"})
    with suppress(Refusal), s.transaction():
        s.put(ITEM + b"b", b"2")
        raise Refusal

    assert list(s.iterate(ITEM)) == [(ITEM + b"a", b"1")]


def test_events_carry_the_phase_in_which_they_happened() -> None:
    s = overlay()
    s.emit(Happened(0))
    s.phase = 3
    s.emit(Happened(1))
    s.phase = Phase.FINALIZATION
    s.emit(Happened(2))

    assert [phase for phase, _ in s.events] == [Phase.INITIALIZATION, 3, Phase.FINALIZATION]


def test_a_backend_takes_a_blocks_changes() -> None:
    backend = DictBackend({b"a": b"1", b"b": b"2"})
    backend.commit({b"a": None, b"c": b"3", b"d": None})

    assert list(backend.iterate(b"")) == [(b"b", b"2"), (b"c", b"3")]
    assert list(backend.iterate(b"", b"b")) == [(b"c", b"3")]


KEYS = st.builds(
    lambda item, end: item + end, st.sampled_from([ITEM, OTHER, ITEM[:5], b""]), st.binary(max_size=2)
) | st.builds(lambda end: ITEM + end, st.sampled_from([b"", b"\x00", b"\x00\x00", b"\x01", b"\xff", b"\xff\xff"]))
VALUES = st.binary(max_size=3)


class AgainstADict(RuleBasedStateMachine):
    """The overlay is a dict with snapshots."""

    @initialize(values=st.dictionaries(KEYS, VALUES, max_size=12))
    def begin(self, values: dict[bytes, bytes]) -> None:
        self.backend = DictBackend(values)
        self.s = State(self.backend, RUNTIME)
        self.model = dict(values)
        self.open: list[tuple[object, dict[bytes, bytes], int]] = []
        self.happened = 0

    @rule(key=KEYS, value=VALUES)
    def put(self, key: bytes, value: bytes) -> None:
        self.s.put(key, value)
        self.model[key] = value

    @rule(key=KEYS)
    def delete(self, key: bytes) -> None:
        self.s.delete(key)
        self.model.pop(key, None)

    @rule(prefix=KEYS, limit=st.none() | st.integers(0, 3))
    def clear(self, prefix: bytes, limit: int | None) -> None:
        doomed = sorted(key for key in self.model if key.startswith(prefix))[:limit]
        assert self.s.clear_prefix(prefix, limit) == len(doomed)
        for key in doomed:
            del self.model[key]

    @rule()
    def emit(self) -> None:
        self.s.emit(Happened(self.happened))
        self.happened += 1

    @rule()
    def enter(self) -> None:
        body = self.s.transaction()
        body.__enter__()
        self.open.append((body, dict(self.model), self.happened))

    @precondition(lambda self: self.open)
    @rule()
    def finish(self) -> None:
        body, _, _ = self.open.pop()
        body.__exit__(None, None, None)  # type: ignore[attr-defined]  # a context manager

    @precondition(lambda self: self.open)
    @rule()
    def refuse(self) -> None:
        body, self.model, self.happened = self.open.pop()
        refusal = Refusal()
        assert not body.__exit__(Refusal, refusal, refusal.__traceback__)  # type: ignore[attr-defined]  # as above

    @precondition(lambda self: not self.open)
    @rule()
    def commit(self) -> None:
        self.backend.commit(self.s.changes())
        self.s = State(self.backend, RUNTIME)
        self.happened = 0

    @rule(prefix=KEYS, start=st.none() | KEYS)
    def walk(self, prefix: bytes, start: bytes | None) -> None:
        expected = [
            pair
            for pair in sorted(self.model.items())
            if pair[0].startswith(prefix) and (start is None or pair[0] > start)
        ]
        assert list(self.s.iterate(prefix, start)) == expected

    @invariant()
    def same(self) -> None:
        if hasattr(self, "s"):
            for prefix in (b"", ITEM, OTHER):
                assert list(self.s.iterate(prefix)) == sorted(
                    pair for pair in self.model.items() if pair[0].startswith(prefix)
                )
            assert all(self.s.get(key) == value for key, value in self.model.items())
            assert all(self.s.get(key) is None for key in self.s.changes() if key not in self.model)
            assert [event for _, event in self.s.events] == [Happened(n) for n in range(self.happened)]


AgainstADict.TestCase.settings = settings(deadline=None, max_examples=60, stateful_step_count=30)
TestAgainstADict = AgainstADict.TestCase
