"""Types of accounts, phases and event records."""

from __future__ import annotations

from typing import TypeVar, final

import msgspec

from taonet.frame.event import RUNTIME_EVENT, Event
from taonet.frame.state import Phase
from taonet.frame.weight import DISPATCH_CLASS, PAYS, WEIGHT, DispatchClass, Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import Hash
from taonet.runtime.types import H256, TAO
from taonet.scale import TEXT, U32, U128, Codec, DecodeError, EncodeError, Reader, Typed, compact, newtype, struct, vec
from taonet.scale import shape as shapes

T = TypeVar("T")

NEW_LOGIC = 1 << 127
"""The flag in `AccountData.flags` of accounts whose holds and freezes count as consumer references."""


@final
class AccountData(msgspec.Struct, frozen=True):
    """The funds of an account in rao. `frozen` bounds `free + reserved` from below."""

    free: Tao = Tao(0)
    reserved: Tao = Tao(0)
    frozen: Tao = Tao(0)
    flags: int = NEW_LOGIC

    @property
    def total(self) -> int:
        """Return free and reserved funds together, in rao."""
        return self.free + self.reserved


@final
class AccountInfo(msgspec.Struct, frozen=True):
    """An account: how many signed transactions it made, who keeps it alive, and its funds.

    An account exists while `providers` or `sufficients` is positive; `consumers` need at least one provider.
    """

    nonce: int = 0
    consumers: int = 0
    providers: int = 0
    sufficients: int = 0
    data: AccountData = AccountData()


EXTRA_FLAGS = newtype(U128, "pallet_balances::types::ExtraFlags")
ACCOUNT_DATA = struct(
    AccountData,
    "pallet_balances::types::AccountData",
    {
        "free": Typed(TAO, "Balance"),
        "reserved": Typed(TAO, "Balance"),
        "frozen": Typed(TAO, "Balance"),
        "flags": EXTRA_FLAGS,
    },
    parameters={"Balance": TAO},
)
ACCOUNT_INFO = struct(
    AccountInfo,
    "frame_system::AccountInfo",
    {
        "nonce": Typed(U32, "Nonce"),
        "consumers": Typed(U32, "RefCount"),
        "providers": Typed(U32, "RefCount"),
        "sufficients": Typed(U32, "RefCount"),
        "data": Typed(ACCOUNT_DATA, "AccountData"),
    },
    parameters={"Nonce": U32, "AccountData": ACCOUNT_DATA},
)


@final
class DispatchEventInfo(msgspec.Struct, frozen=True):
    """What an extrinsic used, its class, and whether it paid."""

    weight: Weight
    class_: DispatchClass
    pays_fee: Pays


DISPATCH_EVENT_INFO = struct(
    DispatchEventInfo,
    "frame_system::DispatchEventInfo",
    {"weight": WEIGHT, "class_": DISPATCH_CLASS, "pays_fee": PAYS},
)

_APPLY_EXTRINSIC, _FINALIZATION, _INITIALIZATION = 0, 1, 2


def _write_phase(value: int, out: bytearray) -> None:
    if value >= 0:
        out.append(_APPLY_EXTRINSIC)
        U32.write(value, out)
    elif value == Phase.FINALIZATION:
        out.append(_FINALIZATION)
    elif value == Phase.INITIALIZATION:
        out.append(_INITIALIZATION)
    else:
        raise EncodeError(f"{value} is no phase of a block")


def _read_phase(reader: Reader) -> int:
    tag = reader.byte()
    if tag == _APPLY_EXTRINSIC:
        return U32.read(reader)
    if tag == _FINALIZATION:
        return Phase.FINALIZATION
    if tag == _INITIALIZATION:
        return Phase.INITIALIZATION
    raise DecodeError(f"{tag} is no phase of a block at offset {reader.position - 1}")


_PHASES = (
    shapes.VariantShape("ApplyExtrinsic", _APPLY_EXTRINSIC, (shapes.FieldShape(None, U32, "u32"),)),
    shapes.VariantShape("Finalization", _FINALIZATION),
    shapes.VariantShape("Initialization", _INITIALIZATION),
)
PHASE: Codec[int] = Codec(
    "Phase",
    shapes.Shape(shapes.Variant(lambda: _PHASES), path="frame_system::Phase"),
    _write_phase,
    _read_phase,
    1,
)
"""An extrinsic's index, or one of the constants of `frame.state.Phase`."""


@final
class EventRecord(msgspec.Struct, frozen=True):
    """An event with its place in the block. No event of this chain has topics."""

    phase: int
    event: Event
    topics: list[Hash] = []


EVENT_RECORD = struct(
    EventRecord,
    "frame_system::EventRecord",
    {"phase": PHASE, "event": Typed(RUNTIME_EVENT, "E"), "topics": Typed(vec(H256), "Vec<T>")},
    parameters={"E": RUNTIME_EVENT, "T": H256},
)


@final
class LastRuntimeUpgradeInfo(msgspec.Struct, frozen=True):
    """The runtime that last wrote the state."""

    spec_version: int
    spec_name: str


def cow(item: Codec[T]) -> Codec[T]:
    """Return the codec of `Cow<item>`: the bytes of `item`, shown as a struct whose field names no type."""
    field = shapes.FieldShape(None, item)
    shape = shapes.Shape(shapes.Composite(lambda: (field,)), path="Cow", parameters=(shapes.Parameter("T", item),))
    return Codec("Cow", shape, item.write, item.read, item.minimum)


COW_TEXT = cow(TEXT)
LAST_RUNTIME_UPGRADE_INFO = struct(
    LastRuntimeUpgradeInfo,
    "frame_system::LastRuntimeUpgradeInfo",
    {"spec_version": Typed(compact(U32), "codec::Compact<u32>"), "spec_name": Typed(COW_TEXT, "Cow<'static, str>")},
)
