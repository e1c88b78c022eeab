"""What proxy types allow, as the chain itself asks: types with their numbers, and the calls of each.

Source: runtime/src/proxy_filters/mod.rs get_all_proxy_type_infos, get_proxy_filters
"""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.api import runtime_api
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.runtime.pallets.proxy.permissions import DEPRECATED, Below, Condition, Name, rows
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.scale import U8, U128, Case, Codec, Typed, option, struct, tagged_enum, u8, vec

_PATH = "subtensor_runtime_common::proxy"


@final
class ProxyTypeInfo(msgspec.Struct, frozen=True):
    """A proxy type: its name, its number, and whether it allows nothing any more."""

    name: bytes
    index: u8
    deprecated: bool


@final
class ParamLessThan(msgspec.Struct, frozen=True):
    """An argument must be less than a limit."""

    param_name: bytes
    limit: Annotated[int, U128]


@final
class NestedCallMustBe(msgspec.Struct, frozen=True):
    """The call inside must be this one."""

    param_name: bytes
    pallet_name: bytes
    call_name: bytes


CallConstraint = ParamLessThan | NestedCallMustBe

_CONSTRAINT: Codec[CallConstraint] = tagged_enum(
    f"{_PATH}::CallConstraint", (Case(ParamLessThan, 0), Case(NestedCallMustBe, 1))
)


@final
class CallInfo(msgspec.Struct, frozen=True):
    """A call that a type allows, and on what condition."""

    pallet_name: bytes
    pallet_index: u8
    call_name: bytes
    call_index: u8
    constraint: Annotated[CallConstraint | None, Typed(option(_CONSTRAINT), "Option<CallConstraint>")]


_CALL_INFO: Codec[CallInfo] = struct(CallInfo, f"{_PATH}::CallInfo")


@final
class AllowAll(msgspec.Struct, frozen=True):
    """Every call is allowed."""


@final
class Allow(msgspec.Struct, frozen=True):
    """These calls are allowed, and no other."""

    calls: Annotated[list[CallInfo], Typed(vec(_CALL_INFO), "Vec<CallInfo>")]


FilterMode = AllowAll | Allow

_FILTER_MODE: Codec[FilterMode] = tagged_enum(f"{_PATH}::FilterMode", (Case(AllowAll, 0), Case(Allow, 1, named=False)))


@final
class ProxyFilterInfo(msgspec.Struct, frozen=True):
    """A proxy type, and the calls that it allows."""

    proxy_type: u8
    name: bytes
    deprecated: bool
    filter_mode: Annotated[FilterMode, Typed(_FILTER_MODE, "FilterMode")]


_TYPE_INFO: Codec[ProxyTypeInfo] = struct(ProxyTypeInfo, f"{_PATH}::ProxyTypeInfo")
_FILTER_INFO: Codec[ProxyFilterInfo] = struct(ProxyFilterInfo, f"{_PATH}::ProxyFilterInfo")

API = runtime_api("ProxyFilterRuntimeApi", version=1, doc="What proxy types allow.")


@API.method()
def get_proxy_types(s: State) -> list[ProxyTypeInfo]:
    """Return all proxy types."""
    return [ProxyTypeInfo(kind.name.encode(), kind, kind in DEPRECATED) for kind in ProxyType]


@API.method()
def get_proxy_filters(s: State, proxy_types: Annotated[list[int] | None, option(vec(U8))]) -> list[ProxyFilterInfo]:
    """Return the calls that proxy types allow, of those that this chain has; of all types when none is named."""
    return [
        ProxyFilterInfo(kind, kind.name.encode(), kind in DEPRECATED, _mode(s.runtime, kind))
        for kind in ProxyType
        if proxy_types is None or kind in proxy_types
    ]


def _mode(runtime: Runtime, kind: ProxyType) -> FilterMode:
    allowed = rows(kind)
    if allowed is None:
        return AllowAll()
    return Allow([_info(runtime, name, condition) for name, condition in allowed.items() if name in runtime.calls])


def _info(runtime: Runtime, name: Name, condition: Condition | None) -> CallInfo:
    pallet_index, call_index = runtime.number_of(runtime.calls[name])
    constraint = None if condition is None else _constraint(condition)
    return CallInfo(name[0].encode(), pallet_index, name[1].encode(), call_index, constraint)


def _constraint(condition: Condition) -> CallConstraint:
    if isinstance(condition, Below):
        return ParamLessThan(condition.argument.encode(), condition.limit)
    pallet, call = condition.call
    return NestedCallMustBe(condition.argument.encode(), pallet.encode(), call.encode())
