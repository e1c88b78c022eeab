"""What is declared wrongly is refused when it is declared; what is declared well works as plain Python."""

from types import ModuleType
from typing import Any

import pytest
from tests.helpers import runtime_of

from taonet.frame.call import Call, CallMismatch, Declared, RuntimeCall, call
from taonet.frame.constant import Constant, constants_of
from taonet.frame.error import (
    DISPATCH_ERROR,
    DISPATCH_RESULT,
    ArithmeticKind,
    ArithmeticRefusal,
    BadOrigin,
    DispatchError,
    Exhausted,
    ModuleError,
    Other,
    RootNotAllowed,
    TokenError,
    TokenKind,
    TransactionalKind,
    TransactionalRefusal,
)
from taonet.frame.event import Event, event, spec_of
from taonet.frame.hooks import Hooks, Signal
from taonet.frame.origin import (
    NONE_ORIGIN,
    ROOT_ORIGIN,
    Origin,
    Signed,
    ensure_none,
    ensure_root,
    ensure_signed,
    ensure_signed_or_root,
)
from taonet.frame.pallet import Pallet, PalletMismatch, pallet, part
from taonet.frame.state import DictBackend, State
from taonet.frame.storage import Value, storage
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.scale import U8, U16, DecodeError, EncodeError, u16
from taonet.scale.fields import NoCodec

WHO = AccountId(b"\x05" * 32)


@call(index=4, weight=Weight(5), pays=Pays.No)
def plough(s: State, origin: Origin, count: u16, name: bytes) -> bytes:
    """Turn the soil."""
    return name * count


@call(index=5, declared=lambda _s, count: Declared(Weight(count), DispatchClass.Operational))
def sow(s: State, origin: Origin, count: u16) -> None:
    """Spread the seeds."""


@event(index=9, name="Turned")
class Ploughed(Event, frozen=True):
    """A field was ploughed."""

    count: u16


class TooDry(ModuleError, index=2):
    """Water the field first."""


def module(name: str, **members: Any) -> ModuleType:
    made = ModuleType(name)
    for key, member in members.items():
        if isinstance(member, Call):
            member.function.__module__ = name
        else:
            member.__module__ = name
        setattr(made, key, member)
    return made


def a_call(index: int, name: str) -> Call[..., Any]:
    def function(s: State, origin: Origin) -> None:
        """Do nothing."""

    return call(index=index, weight=Weight(1), name=name)(function)


def an_event(index: int, name: str) -> type[Event]:
    return event(index=index, name=name)(type(name, (Event,), {"__doc__": "A fact."}, frozen=True))


def test_a_call_is_still_the_function_it_is() -> None:
    assert plough(State(DictBackend(), RUNTIME), ROOT_ORIGIN, 2, name=b"ab") == b"abab"
    assert (plough.name, plough.index, plough.doc) == ("plough", 4, "Turn the soil.")


def test_a_call_declares_its_weight_fixed_or_from_state_and_arguments() -> None:
    s = State(DictBackend(), RUNTIME)

    assert RuntimeCall(plough, (2, b"")).declared(s) == Declared(Weight(5), DispatchClass.Normal, Pays.No)
    assert RuntimeCall(sow, (77,)).declared(s) == Declared(Weight(77), DispatchClass.Operational, Pays.Yes)


def test_calls_are_equal_by_what_they_do() -> None:
    one = RuntimeCall(plough, (2, b"a"))

    assert one == RuntimeCall(plough, (2, b"a"))
    assert one != RuntimeCall(plough, (2, b"b"))
    assert one != RuntimeCall(sow, (2,))
    assert one != "plough"
    assert one.arguments() == {"count": 2, "name": b"a"}


def test_a_call_whose_types_tell_no_codec_is_refused() -> None:
    with pytest.raises(NoCodec, match="int"):

        @call(index=0, weight=Weight(1))
        def wrong(s: State, origin: Origin, count: int) -> None:
            """Do nothing."""


def test_a_call_without_text_or_weight_is_refused() -> None:
    with pytest.raises(CallMismatch, match="docstring"):

        @call(index=0, weight=Weight(1))
        def silent(s: State, origin: Origin) -> None: ...

    with pytest.raises(CallMismatch, match="weight"):

        @call(index=0)
        def weightless(s: State, origin: Origin) -> None:
            """Do nothing."""


def test_an_event_whose_types_tell_no_codec_is_refused() -> None:
    with pytest.raises(NoCodec, match="int"):

        @event(index=0)
        class Wrong(Event, frozen=True):
            count: int


def farm(index: int = 200, **brings: Any) -> Pallet:
    return pallet("Farm", index, "pallet_farm", part(**brings))


def test_an_event_is_pallet_number_event_number_and_fields() -> None:
    codec = runtime_of(farm(events=[module("farm.events", Ploughed=Ploughed)])).event_codec

    assert codec.encode(Ploughed(258)).hex() == "c8090201"
    assert codec.decode(bytes.fromhex("c8090201")) == Ploughed(258)
    assert (spec_of(Ploughed).name, spec_of(Ploughed).doc) == ("Turned", "A field was ploughed.")
    with pytest.raises(DecodeError, match=r"there is no event 200\.8"):
        codec.decode(b"\xc8\x08")


def test_an_event_of_no_pallet_is_refused() -> None:
    with pytest.raises(EncodeError, match="Ploughed is an event of no pallet"):
        RUNTIME.event_codec.encode(Ploughed(1))


def test_a_call_of_no_pallet_is_refused() -> None:
    with pytest.raises(EncodeError, match="plough is a call of no pallet"):
        RUNTIME.call_codec.encode(RuntimeCall(plough, (1, b"")))


def test_the_same_pallet_may_have_another_number_in_another_runtime() -> None:
    brings = {
        "calls": [module("farm.calls", plough=plough)],
        "events": [module("farm.events", Ploughed=Ploughed)],
        "errors": [module("farm.errors", TooDry=TooDry)],
    }
    first, second = runtime_of(farm(200, **brings)), runtime_of(farm(7, **brings))
    made = RuntimeCall(plough, (2, b"a"))

    assert first.call_codec.encode(made).hex() == "c80402000461"
    assert second.call_codec.encode(made).hex() == "070402000461"
    assert (first.number_of(plough), second.number_of(plough)) == ((200, 4), (7, 4))
    assert second.event_codec.encode(Ploughed(1)).hex() == "07090100"
    assert DISPATCH_ERROR.encode(second.refusal(TooDry())).hex() == "030702000000"
    assert first.metadata(15) != second.metadata(15)


def test_a_pallet_collects_what_its_modules_declare_in_the_order_of_numbers() -> None:
    @storage("Farm")
    class Storage:
        Rain = Value(U8, default=0, doc="d")

    class Constants:
        Limit = Constant(U16, 258, "How many.")

    late, soon = a_call(7, "late"), a_call(1, "soon")
    calls = module("farm.calls", late=late, soon=soon, again=late)
    foreign = ModuleType("farm.other")
    foreign.plough = plough  # type: ignore[attr-defined]  # as an import would leave it
    events = module("farm.events", first=an_event(3, "First"), second=an_event(0, "Second"))
    made = pallet(
        "Farm",
        200,
        "pallet_farm::pallet",
        part(storage=[Storage], calls=[calls, foreign], events=[events], constants=[Constants]),
    )

    assert [found.name for found in made.calls] == ["soon", "late"]
    assert [found.name for found in made.events] == ["Second", "First"]
    assert [item.name for item in made.storage] == ["Rain"]
    assert [(item.name, item.value) for item in made.constants] == [("Limit", 258)]
    assert (made.alias, made.hooks, constants_of(Constants)) == ("pallet_farm", Hooks(), list(made.constants))


@pytest.mark.parametrize("twin", [(7, "other"), (1, "late")])
def test_a_pallet_refuses_a_number_or_a_name_used_twice(twin: tuple[int, str]) -> None:
    calls = module("farm.calls", late=a_call(7, "late"), twin=a_call(*twin))
    with pytest.raises(PalletMismatch, match="twice"):
        farm(calls=[calls])

    events = module("farm.events", late=an_event(7, "late"), twin=an_event(*twin))
    with pytest.raises(PalletMismatch, match="twice"):
        farm(events=[events])


def test_a_pallet_refuses_two_errors_of_one_number() -> None:
    class TooWet(ModuleError, index=2):
        """Let the field dry."""

    class Wet(ModuleError, index=3):
        """Let the field dry a little."""

    errors = module("farm.errors", TooWet=TooWet, Wet=Wet)
    assert [error.index for error in farm(errors=[errors]).errors] == [2, 3]
    Wet.index = 2
    with pytest.raises(PalletMismatch, match="twice"):
        farm(errors=[errors])


@pytest.mark.parametrize(
    ("refusal", "known"),
    [
        (Other(), "00"),
        (BadOrigin(), "02"),
        (TokenError(TokenKind.FundsUnavailable), "0700"),
        (TokenError(TokenKind.Blocked), "0709"),
        (ArithmeticRefusal(ArithmeticKind.Underflow), "0800"),
        (ArithmeticRefusal(ArithmeticKind.DivisionByZero), "0802"),
        (TransactionalRefusal(TransactionalKind.LimitReached), "0900"),
        (Exhausted(), "0a"),
        (RootNotAllowed(), "0d"),
    ],
)
def test_refusals_have_the_chains_numbers(refusal: DispatchError, known: str) -> None:
    assert DISPATCH_ERROR.encode(refusal.value()).hex() == known
    assert DISPATCH_ERROR.decode(bytes.fromhex(known)) == refusal.value()
    assert DISPATCH_RESULT.encode(RUNTIME.result(refusal)).hex() == "01" + known


def test_a_pallets_refusal_carries_the_pallets_number() -> None:
    runtime = runtime_of(farm(errors=[module("farm.errors", TooDry=TooDry)]))

    assert DISPATCH_ERROR.encode(runtime.refusal(TooDry())).hex() == "03c802000000"


def test_two_parts_of_a_pallet_cannot_have_the_same_hook() -> None:
    hooks = Hooks(on_finalize=lambda s, number: None)
    with pytest.raises(PalletMismatch, match="on_finalize"):
        pallet("Farm", 200, "pallet_farm", part(hooks=hooks), part(hooks=hooks))


def test_a_signal_reaches_who_answers_it_in_the_order_of_the_pallets() -> None:
    heard: list[str] = []
    rain: Signal[int] = Signal("It rains: how long.")
    first = farm(1, on={rain: lambda s, hours: heard.append(f"first {hours}")})
    second = pallet("Barn", 2, "pallet_barn", part(on={rain: lambda s, hours: heard.append(f"second {hours}")}))

    rain.send(State(DictBackend(), runtime_of(second, first)), 3)
    rain.send(State(DictBackend(), runtime_of()), 9)

    assert heard == ["second 3", "first 3"]


def test_success_is_a_zero() -> None:
    assert DISPATCH_RESULT.encode(RUNTIME.result(None)) == b"\x00"
    assert DISPATCH_RESULT.decode(b"\x00") is None
    for data in (b"", b"\x02", b"\x01", b"\x01\x0f", b"\x00\x00"):
        with pytest.raises(DecodeError):
            DISPATCH_RESULT.decode(data)


def test_each_origin_passes_its_own_door_only() -> None:
    signed = Signed(WHO)

    assert ensure_signed(signed) == WHO
    assert (ensure_signed_or_root(signed), ensure_signed_or_root(ROOT_ORIGIN)) == (WHO, None)
    ensure_root(ROOT_ORIGIN)
    ensure_none(NONE_ORIGIN)
    for door, refused in (
        (ensure_signed, (ROOT_ORIGIN, NONE_ORIGIN)),
        (ensure_root, (signed, NONE_ORIGIN)),
        (ensure_none, (signed, ROOT_ORIGIN)),
        (ensure_signed_or_root, (NONE_ORIGIN,)),
    ):
        for origin in refused:
            with pytest.raises(BadOrigin):
                door(origin)


def test_weights_add_up_to_the_most_there_is() -> None:
    most = (1 << 64) - 1

    assert Weight(1, 2).plus(Weight(3, 4)) == Weight(4, 6)
    assert Weight(most, 1).plus(Weight(1, most)) == Weight(most, most)


def test_calls_of_this_file_are_not_in_the_runtimes_table() -> None:
    assert plough not in RUNTIME.calls.values()
