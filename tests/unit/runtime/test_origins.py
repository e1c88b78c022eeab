"""Origins of a pallet's own: their place on the wire, as whom they call, and that their filters are never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import final

import msgspec
import pytest
from tests.helpers import runtime_of

from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, DispatchError
from taonet.frame.metadata_types import decode_metadata
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Origin, OriginCaller, OwnOrigins, Root, Signed
from taonet.frame.pallet import pallet, part
from taonet.frame.runtime import Runtime, TableMismatch
from taonet.frame.state import DictBackend, State
from taonet.frame.weight import Weight
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import PALLETS
from taonet.runtime.dispatch import try_dispatch
from taonet.runtime.origins import (
    RAW_ORIGIN,
    SYSTEM,
    EthereumTransaction,
    RawAuthorized,
    RawNone,
    RawRoot,
    RawSigned,
    caller_of,
    origin_of,
)
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.runtime.types import AddressId
from taonet.scale import Case, DecodeError, EncodeError, tagged_enum, u16
from taonet.scale.portable import VariantDef

WHO = AccountId(b"\x05" * 32)
KEY, VALUE = b"a key of no item, thirty-two long", b"value"


@final
class Gardener(msgspec.Struct, frozen=True):
    """May write state keys, and make batches."""


@final
class Plot(msgspec.Struct, frozen=True):
    """A numbered plot, whose holder is written in the state."""

    number: u16


def _only_garden(call: RuntimeCall) -> None:
    if call.call.name not in {"set_storage", "batch", "batch_all", "dispatch_as", "with_weight", "sudo", "sudo_as"}:
        raise CallFiltered


def _becomes(s: State, origin: Gardener | Plot) -> Origin:
    if isinstance(origin, Gardener):
        return Root((_only_garden,))
    holder = s.get(b"plot%d" % origin.number)
    if holder is None:
        raise BadOrigin
    return Signed(AccountId(holder), (_only_garden,))


_GARDEN = OwnOrigins(
    "Garden",
    77,
    tagged_enum("pallet_garden::pallet::Origin", (Case(Gardener, 0), Case(Plot, 1, named=False))),
    "pallet_garden::Origin",
    (Gardener, Plot),
    _becomes,
)
RULES = runtime_of(*PALLETS, pallet("Garden", 77, "pallet_garden", part(origins=[_GARDEN])))
SET = RULES.call("System", "set_storage", [(KEY, VALUE)])
KILL = RULES.call("System", "kill_storage", [KEY])


@pytest.fixture
def s() -> State:
    return State(DictBackend(), RULES)


@pytest.mark.parametrize(
    ("origin", "raw"),
    [
        (RawRoot(), "0000"),
        (RawSigned(WHO), "0001" + WHO.hex()),
        (RawNone(), "0002"),
        (RawAuthorized(), "0003"),
        (EthereumTransaction(bytes(20)), "1500" + "00" * 20),
        (Gardener(), "4d00"),
        (Plot(258), "4d010201"),
    ],
)
def test_origins_are_written_behind_the_number_of_their_pallet(origin: OriginCaller, raw: str) -> None:
    assert RULES.origin_codec.encode(origin).hex() == raw
    assert RULES.origin_codec.decode(bytes.fromhex(raw)) == origin


def test_a_runtime_knows_the_origins_of_its_own_pallets_alone() -> None:
    standard = runtime_of(*PALLETS)

    with pytest.raises(EncodeError, match="of no pallet"):
        standard.origin_codec.encode(Gardener())
    with pytest.raises(DecodeError, match="no origin 77"):
        standard.origin_codec.decode(bytes((77, 0)))
    with pytest.raises(BadOrigin):
        origin_of(State(DictBackend(), standard), Gardener())


def test_metadata_lists_the_origins_of_all_pallets() -> None:
    def names(runtime: Runtime) -> list[tuple[str, int]]:
        types = [one.type for one in decode_metadata(runtime.metadata(15)).types]
        (found,) = (one.definition for one in types if one.path[-1:] == ["OriginCaller"])
        assert isinstance(found, VariantDef)
        return [(variant.name, variant.index) for variant in found.variants]

    assert names(runtime_of(*PALLETS)) == [("system", 0), ("Ethereum", 21)]
    assert names(RULES) == [("system", 0), ("Ethereum", 21), ("Garden", 77)]


def test_two_pallets_cannot_claim_one_origin_or_number() -> None:
    for own in (_GARDEN, OwnOrigins("Other", 0, RAW_ORIGIN, "O", (), _becomes)):
        with pytest.raises(TableMismatch):
            runtime_of(
                pallet("System", 0, "s", part(origins=[SYSTEM])),
                pallet("One", 1, "one", part(origins=[own])),
                pallet("Two", 2, "two", part(origins=[_GARDEN])),
            )


def test_an_origin_becomes_what_the_state_says_then(s: State) -> None:
    assert origin_of(s, RawRoot()) == ROOT_ORIGIN
    assert origin_of(s, RawSigned(WHO)) == Signed(WHO)
    assert origin_of(s, RawNone()) == NONE_ORIGIN
    for nobody in (RawAuthorized(), EthereumTransaction(bytes(20)), Plot(3)):
        with pytest.raises(BadOrigin):
            origin_of(s, nobody)

    s.put(b"plot3", WHO)

    assert origin_of(s, Plot(3)) == Signed(WHO, (_only_garden,), Plot(3))


def test_what_is_kept_for_later_is_the_pallets_own_origin(s: State) -> None:
    s.put(b"plot3", WHO)

    for kept in (RawRoot(), RawSigned(WHO), RawNone(), Gardener(), Plot(3)):
        assert caller_of(origin_of(s, kept)) == kept
    with pytest.raises(BadOrigin):  # as root it could do more than now
        caller_of(Root((_only_garden,)))


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda call: call,
        lambda call: RULES.call("Utility", "batch_all", [call]),
        lambda call: RULES.call("Utility", "batch_all", [RULES.call("Utility", "batch_all", [call])]),
        lambda call: RULES.call("Utility", "with_weight", call, Weight(1)),
        lambda call: RULES.call("Utility", "dispatch_as_fallible", RawRoot(), call),
    ],
)
def test_the_filters_of_root_hold_at_any_depth(s: State, wrapped: Callable[[RuntimeCall], RuntimeCall]) -> None:
    gardener = origin_of(s, Gardener())

    assert isinstance(try_dispatch(s, gardener, wrapped(KILL)), DispatchError)
    if wrapped(SET).call.name != "dispatch_as_fallible":
        assert not isinstance(try_dispatch(s, gardener, wrapped(SET)), DispatchError)
        assert s.get(KEY) == VALUE
    try_dispatch(s, ROOT_ORIGIN, wrapped(KILL))
    assert s.get(KEY) is None


def test_root_with_filters_passes_them_on_to_whom_it_calls_as(s: State) -> None:
    gardener = origin_of(s, Gardener())
    s.put(KEY, VALUE)
    Sudo.Key.put(s, WHO)
    deep = RULES.call("Utility", "batch", [KILL])

    for hidden in (
        RULES.call("Utility", "dispatch_as", RawRoot(), KILL),
        RULES.call("Utility", "dispatch_as", RawRoot(), deep),
        RULES.call("Utility", "dispatch_as", RawSigned(WHO), deep),
        RULES.call("Sudo", "sudo", deep),
        RULES.call("Sudo", "sudo_as", AddressId(WHO), deep),
    ):
        try_dispatch(s, gardener, hidden)
        assert s.get(KEY) == VALUE, hidden
    try_dispatch(s, ROOT_ORIGIN, RULES.call("Sudo", "sudo", deep))
    assert s.get(KEY) is None
