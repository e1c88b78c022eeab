"""Older official clients find names of refusals and events by position: every list is the chain's, whole and in order.

`scalecodec` is what py-substrate-interface and async-substrate-interface below 2, so SDK 10 and btcli 9, read metadata with.
"""

from functools import cache
from typing import Any

import pytest
from scalecodec.base import RuntimeConfigurationObject, ScaleBytes
from scalecodec.type_registry import load_type_registry_preset
from tools.surface.chain import SURFACE, read_surface
from tools.surface.types import Types

from taonet.frame.metadata import build_v15
from taonet.frame.runtime import Runtime
from taonet.runtime.construct import PALLETS, RUNTIME
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.version import VERSION
from taonet.scale.portable import PortableType, VariantDef
from taonet.sim import Chain

BARE = Runtime(VERSION, PALLETS, RUNTIME.apis, RUNTIME.extrinsics, bare_newtypes=True)
Registry = Any


@cache
def old_client(runtime: Runtime) -> tuple[Registry, Any]:
    """Return what an older client makes of the metadata: its registry and the metadata that it read."""
    registry = RuntimeConfigurationObject()
    registry.update_type_registry(load_type_registry_preset("core"))
    read = registry.create_scale_object("MetadataVersioned", data=ScaleBytes(bytearray(runtime.metadata(14))))
    read.decode()
    registry.add_portable_registry(read)
    return registry, read


@cache
def on_chain(attribute: str) -> dict[str, list[str]]:
    metadata = read_surface(SURFACE)[0]
    types = Types(metadata.types, metadata.types)
    return {one.name: list(types.variants(getattr(one, attribute), None)[0]) for one in metadata.pallets}


def enumerations(types: list[PortableType]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return path and numbered names of each enum."""
    return [
        ("::".join(one.type.path), [(variant.index, variant.name) for variant in one.type.definition.variants])
        for one in types
        if isinstance(one.type.definition, VariantDef)
    ]


def names(members: Any) -> list[str]:
    return [member.value["name"] for member in members or ()]


@pytest.mark.parametrize("runtime", [RUNTIME, BARE], ids=["newtypes", "bare"])
def test_every_position_has_the_chains_name(runtime: Runtime) -> None:
    _, read = old_client(runtime)
    pallets = {pallet.value["name"]: pallet for pallet in read.pallets}

    assert {name: names(pallet.errors) for name, pallet in pallets.items()} == {
        n: on_chain("error")[n] for n in pallets
    }
    assert {name: names(pallet.events) for name, pallet in pallets.items()} == {
        n: on_chain("event")[n] for n in pallets
    }
    assert len(names(pallets["SubtensorModule"].errors)) == 175


def test_every_enumeration_is_the_chains_in_order_but_calls_and_what_lists_pallets() -> None:
    """Calls are declared as they come to work, and pallets too; clients find both by number or name."""
    grow = {"Call", "RuntimeCall", "RuntimeEvent", "RuntimeError"}
    chain = enumerations(read_surface(SURFACE)[0].types)
    ours = [(path, names) for path, names in enumerations(build_v15(RUNTIME).types) if path.split("::")[-1] not in grow]

    assert [one for one in ours if one not in chain] == []
    paths = {path for path, _ in ours}
    assert {"sp_runtime::DispatchError", "sp_runtime::TokenError", "sp_arithmetic::ArithmeticError"} <= paths
    assert {"node_subtensor_runtime::RuntimeHoldReason", "node_subtensor_runtime::OriginCaller"} <= paths


def test_every_refusal_gets_its_own_name_back() -> None:
    _, read = old_client(RUNTIME)
    for pallet in RUNTIME.pallets:
        for kind in pallet.errors:
            number: Any = RUNTIME.refusal(kind())
            found = read.get_module_error(number.module.index, number.module.error[0])

            assert found.value["name"] == kind.__name__
            assert number.module.error[1:] == bytes(3)


def test_a_subnet_made_too_early_is_refused_under_its_right_name() -> None:
    with Chain.localnet() as chain:
        for name in ("first", "second"):
            hotkey = chain.account(name)
            call = chain.runtime.call("SubtensorModule", "register_network", hotkey)
            chain.submit(chain.alice, "Utility", "batch_all", calls=[call])
        raw = chain.s.get(Storage.Events.prefix)
        assert raw is not None
        registry, read = old_client(RUNTIME)
        kind = next(
            entry.value["type"]["Plain"]
            for pallet in read.pallets
            for entry in (pallet.storage or ())
            if (pallet.value["name"], entry.value["name"]) == ("System", "Events")
        )
        records = registry.create_scale_object(f"scale_info::{kind}", data=ScaleBytes(bytearray(raw)), metadata=read)
        failed = [one for one in records.decode() if one["event_id"] == "ExtrinsicFailed"]
        number = failed[0]["attributes"]["dispatch_error"]["Module"]

        assert len(failed) == 1
        assert (number["index"], number["error"]) == (7, "0x21000000")
        assert read.get_module_error(7, 33).value["name"] == "NetworkTxRateLimitExceeded"
