"""Types of accounts, phases and event records."""

from __future__ import annotations

from typing import Annotated, TypeVar, final

import msgspec

from taonet.frame.event import Event
from taonet.frame.runtime import Runtime
from taonet.frame.state import Phase
from taonet.frame.version import cow_text
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import Hash
from taonet.runtime.types import H256, TAO
from taonet.scale import (
    U32,
    U128,
    Codec,
    DecodeError,
    EncodeError,
    FieldSpec,
    Late,
    Reader,
    Typed,
    compact,
    newtype,
    struct,
    vec,
)
from taonet.scale import shape as shapes
from taonet.scale.fields import fields_of

T = TypeVar("T")

NEW_LOGIC = 1 << 127
"""The flag in `AccountData.flags` of accounts whose holds and freezes count as consumer references."""


@final
class AccountData(msgspec.Struct, frozen=True):
    """The funds of an account in rao. `frozen` bounds `free + reserved` from below."""

    free: Annotated[Tao, Typed(TAO, "Balance")] = Tao(0)
    reserved: Annotated[Tao, Typed(TAO, "Balance")] = Tao(0)
    frozen: Annotated[Tao, Typed(TAO, "Balance")] = Tao(0)
    flags: Annotated[int, EXTRA_FLAGS] = NEW_LOGIC

    @property
    def total(self) -> int:
        """Return free and reserved funds together, in rao."""
        return self.free + self.reserved


@final
class AccountInfo(msgspec.Struct, frozen=True):
    """An account: how many signed transactions it made, who keeps it alive, and its funds.

    An account exists while `providers` or `sufficients` is positive; `consumers` need at least one provider.
    """

    nonce: Annotated[int, Typed(U32, "Nonce")] = 0
    consumers: Annotated[int, Typed(U32, "RefCount")] = 0
    providers: Annotated[int, Typed(U32, "RefCount")] = 0
    sufficients: Annotated[int, Typed(U32, "RefCount")] = 0
    data: AccountData = AccountData()


EXTRA_FLAGS = newtype(U128, "pallet_balances::types::ExtraFlags")
ACCOUNT_DATA = struct(AccountData, "pallet_balances::types::AccountData", parameters={"Balance": TAO})
ACCOUNT_INFO = struct(AccountInfo, "frame_system::AccountInfo", parameters={"Nonce": U32, "AccountData": ACCOUNT_DATA})


@final
class DispatchEventInfo(msgspec.Struct, frozen=True):
    """What an extrinsic used, its class, and whether it paid."""

    weight: Weight
    class_: DispatchClass
    pays_fee: Pays


DISPATCH_EVENT_INFO = struct(DispatchEventInfo, "frame_system::DispatchEventInfo")

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


def _event(runtime: Runtime) -> FieldSpec:
    return Typed(runtime.event_codec, "E")


@final
class EventRecord(msgspec.Struct, frozen=True):
    """An event with its place in the block. No event of this chain has topics."""

    phase: Annotated[int, PHASE]
    event: Annotated[Event, Late(_event)]
    topics: Annotated[list[Hash], Typed(vec(H256), "Vec<T>")] = []


def event_records(runtime: Runtime) -> Codec[list[EventRecord]]:
    """Return the codec of a block's events in a runtime."""
    fields = runtime.specs_of(fields_of(EventRecord))
    parameters = {"E": runtime.event_codec, "T": H256}
    return vec(struct(EventRecord, "frame_system::EventRecord", fields, parameters=parameters))


@final
class LastRuntimeUpgradeInfo(msgspec.Struct, frozen=True):
    """The runtime that last wrote the state."""

    spec_version: Annotated[int, Typed(compact(U32), "codec::Compact<u32>")]
    spec_name: cow_text


@final
class CodeUpgradeAuthorization(msgspec.Struct, frozen=True):
    """Code that root let in by its hash, and whether its version is checked first."""

    code_hash: Annotated[Hash, Typed(H256, "T::Hash")]
    check_version: bool


CODE_UPGRADE_AUTHORIZATION = struct(
    CodeUpgradeAuthorization, "frame_system::CodeUpgradeAuthorization", parameters={"T": None}
)

LAST_RUNTIME_UPGRADE_INFO = struct(LastRuntimeUpgradeInfo, "frame_system::LastRuntimeUpgradeInfo")
