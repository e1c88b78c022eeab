"""The `Core` API of every Substrate runtime: its version, and opening a block."""

from __future__ import annotations

from enum import IntEnum

from taonet.frame.api import runtime_api
from taonet.frame.state import State
from taonet.frame.version import RuntimeVersion
from taonet.runtime import executive
from taonet.runtime.pallets.system.digest import Header
from taonet.scale import unit_enum


class ExtrinsicInclusionMode(IntEnum):
    """Which extrinsics a block may hold."""

    AllExtrinsics = 0
    OnlyInherents = 1


INCLUSION_MODE = unit_enum(ExtrinsicInclusionMode, "sp_runtime::ExtrinsicInclusionMode")

API = runtime_api("Core", version=5, doc="Which runtime this is, and the opening of a block.")


@API.method(quick=True)
def version(s: State) -> RuntimeVersion:
    """Return the names and numbers of this runtime."""
    return s.runtime.spec


@API.method()
def initialize_block(s: State, header: Header) -> ExtrinsicInclusionMode:
    """Open the block that a header begins, and say which extrinsics it may hold: all."""
    executive.open_block(s, header.number, header.parent_hash, header.digest)
    return ExtrinsicInclusionMode.AllExtrinsics
