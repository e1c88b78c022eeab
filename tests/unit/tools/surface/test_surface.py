"""The comparison finds what differs, at any depth, and nothing else."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tools import recorded
from tools.surface.__main__ import main
from tools.surface.chain import SURFACE, read_surface
from tools.surface.compare import Item, compare

from taonet.frame.metadata_types import MapEntry, MetadataV15, StorageEntry
from taonet.frame.version import RUNTIME_VERSION
from taonet.scale.portable import (
    ArrayDef,
    CompositeDef,
    PortableType,
    VariantDef,
)


@pytest.fixture(scope="module")
def chain() -> MetadataV15:
    return read_surface(SURFACE)[0]


def differing(ours: MetadataV15, theirs: MetadataV15) -> dict[str, str]:
    items = compare(ours, theirs, {}, {})
    return {item.name: "; ".join(item.differences) for item in items if item.differences}


def with_pallet(metadata: MetadataV15, which: str, **changes: Any) -> MetadataV15:
    pallets = [
        msgspec.structs.replace(pallet, **changes) if pallet.name == which else pallet for pallet in metadata.pallets
    ]
    return msgspec.structs.replace(metadata, pallets=pallets)


def with_entry(metadata: MetadataV15, pallet: str, name: str, **changes: Any) -> MetadataV15:
    storage = next(p.storage for p in metadata.pallets if p.name == pallet)
    assert storage is not None
    entries = [msgspec.structs.replace(entry, **changes) if entry.name == name else entry for entry in storage.entries]
    return with_pallet(metadata, pallet, storage=msgspec.structs.replace(storage, entries=entries))


def entry_of(metadata: MetadataV15, pallet: str, name: str) -> StorageEntry:
    storage = next(p.storage for p in metadata.pallets if p.name == pallet)
    assert storage is not None
    return next(entry for entry in storage.entries if entry.name == name)


def with_type(metadata: MetadataV15, path: str, **changes: Any) -> MetadataV15:
    types = [
        PortableType(t.id, msgspec.structs.replace(t.type, **changes)) if "::".join(t.type.path) == path else t
        for t in metadata.types
    ]
    return msgspec.structs.replace(metadata, types=types)


def definition_of(metadata: MetadataV15, path: str) -> Any:
    return next(t.type.definition for t in metadata.types if "::".join(t.type.path) == path)


def test_the_chain_equals_itself_whatever_the_types_numbers(chain: MetadataV15) -> None:
    text = json.loads(recorded.read(SURFACE))
    items = compare(chain, chain, {}, {})

    assert not [item for item in items if not item.equal]
    counts = {kind: sum(item.kind == kind for item in items) for kind in ("storage", "calls", "events", "errors")}
    assert counts == {kind: text["counts"][kind] for kind in counts}


def test_a_default_a_modifier_and_a_hasher_are_compared(chain: MetadataV15) -> None:
    entry = entry_of(chain, "SubtensorModule", "Tempo")
    assert isinstance(entry.type, MapEntry)
    other = entry_of(chain, "System", "Account").type
    assert isinstance(other, MapEntry)
    hashed = msgspec.structs.replace(entry.type, hashers=other.hashers)

    for changes, words in (
        ({"default": b"\x0a\x00"}, "default 0x0a00 instead of 0x6801"),
        ({"modifier": entry_of(chain, "System", "ExtrinsicCount").modifier}, "Optional instead of Default"),
        ({"type": hashed}, "hashers"),
    ):
        found = differing(with_entry(chain, "SubtensorModule", "Tempo", **changes), chain)
        assert list(found) == ["SubtensorModule.Tempo"]
        assert words in found["SubtensorModule.Tempo"]


def test_a_field_deep_inside_a_value_is_compared(chain: MetadataV15) -> None:
    path = "pallet_balances::types::AccountData"
    definition = definition_of(chain, path)
    assert isinstance(definition, CompositeDef)
    fields = [msgspec.structs.replace(definition.fields[0], name="liquid"), *definition.fields[1:]]
    found = differing(with_type(chain, path, definition=CompositeDef(fields)), chain)

    assert "fields ['liquid'" in found["System.Account"]
    assert "System.Number" not in found


def test_a_type_name_and_an_array_length_are_compared(chain: MetadataV15) -> None:
    definition = definition_of(chain, "sp_core::crypto::AccountId32")
    field = msgspec.structs.replace(definition.fields[0], type_name="[u8; 31]")
    named = differing(with_type(chain, "sp_core::crypto::AccountId32", definition=CompositeDef([field])), chain)
    inner = definition.fields[0].type
    types = [
        PortableType(t.id, msgspec.structs.replace(t.type, definition=ArrayDef(31, t.type.definition.type)))  # type: ignore[union-attr]
        if t.id == inner
        else t
        for t in chain.types
    ]

    assert "type name '[u8; 31]' instead of '[u8; 32]'" in named["System.Account"]
    shorter = differing(msgspec.structs.replace(chain, types=types), chain)
    assert "31 items instead of 32" in shorter["System.Account"]


def test_shared_enums_may_lack_what_is_not_declared_but_others_may_not(chain: MetadataV15) -> None:
    def shortened(path: str) -> dict[str, str]:
        definition = definition_of(chain, path)
        assert isinstance(definition, VariantDef)
        return differing(with_type(chain, path, definition=VariantDef(definition.variants[1:])), chain)

    assert shortened("node_subtensor_runtime::RuntimeCall") == {}
    assert shortened("pallet_balances::pallet::Call") == {}
    assert "event 0" in shortened("pallet_balances::pallet::Event")["Balances"]
    assert "is missing" in shortened("sp_runtime::DispatchError")["System.ExtrinsicFailed"]


def test_a_gap_in_the_errors_of_a_declared_pallet_differs(chain: MetadataV15) -> None:
    path = "pallet_subtensor_utility::pallet::Error"
    definition = definition_of(chain, path)
    assert isinstance(definition, VariantDef)
    ours = with_type(chain, path, definition=VariantDef(definition.variants[1:]))

    assert differing(ours, chain) == {
        "Utility": "error 0: InvalidDerivedAccount instead of TooManyCalls; error 1: nothing instead of InvalidDerivedAccount"
    }


def test_a_name_that_no_rule_uses_is_equal_and_does_not_count_as_working(chain: MetadataV15) -> None:
    idle = ("errors", "Utility.InvalidDerivedAccount")
    items = {(item.kind, item.name): item for item in compare(chain, chain, {}, {}, frozenset([idle]))}

    assert items[idle].equal
    assert not items[idle].works
    assert items["errors", "Utility.TooManyCalls"].works


def test_the_version_may_list_fewer_apis_than_the_chains_but_no_other(chain: MetadataV15) -> None:
    def listing(apis: list[tuple[bytes, int]], **changes: Any) -> dict[str, str]:
        constants = next(pallet.constants for pallet in chain.pallets if pallet.name == "System")
        changed = [
            msgspec.structs.replace(one, value=RUNTIME_VERSION.encode(replace(version, apis=apis, **changes)))
            if one.name == "Version"
            else one
            for one in constants
        ]
        return differing(with_pallet(chain, "System", constants=changed), chain)

    replace = msgspec.structs.replace
    system = next(pallet for pallet in chain.pallets if pallet.name == "System")
    version = RUNTIME_VERSION.decode(next(one.value for one in system.constants if one.name == "Version"))

    assert len(version.apis) == 25
    assert listing(version.apis[:3][::-1]) == {}
    assert listing([(bytes(8), 1)]) == {"System.Version": "lists API 0x0000000000000000 1"}
    assert "spec_version=476" in listing(version.apis, spec_version=476)["System.Version"]


def test_what_the_chain_lacks_differs_and_what_we_lack_is_missing(chain: MetadataV15) -> None:
    ours = with_pallet(chain, "Sudo", name="Superuser")
    items = {(item.kind, item.name): item for item in compare(ours, chain, {}, {})}

    assert items["pallets", "Superuser"].differences == ("is not on the chain",)
    assert not items["pallets", "Sudo"].declared
    assert not items["calls", "Sudo.sudo"].declared


def test_an_item_is_equal_only_when_both_have_it() -> None:
    assert Item("calls", "A.b", declared=True, on_chain=True).equal
    assert not Item("calls", "A.b", declared=True, on_chain=False).equal
    assert not Item("calls", "A.b", declared=False, on_chain=True).equal


def test_without_a_surface_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--surface", str(tmp_path / "none.json")]) == 2
    assert "surface" in capsys.readouterr().err
