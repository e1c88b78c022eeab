"""Metadata is made of the declarations alone, and the official client reads it."""

import subprocess
import sys
from typing import Annotated, Any

import pytest
from bittensor_core import Runtime  # pyright: ignore[reportAttributeAccessIssue]  # the extension module has no stubs
from tests.helpers import runtime_of
from tools import recorded

from taonet.frame.api import runtime_api
from taonet.frame.call import call
from taonet.frame.constant import Constant, constants_of
from taonet.frame.error import ModuleError
from taonet.frame.event import Event, event, spec_of
from taonet.frame.hashers import IDENTITY, TWOX_64_CONCAT
from taonet.frame.metadata import build_v14, build_v15
from taonet.frame.metadata_types import MetadataV15, decode_metadata, encode_metadata
from taonet.frame.origin import Origin
from taonet.frame.pallet import Pallet
from taonet.frame.runtime import Runtime as Rules
from taonet.frame.state import State
from taonet.frame.storage import DoubleMap, OptionMap, Value, items_of, storage
from taonet.frame.weight import Weight
from taonet.primitives.amounts import Tao
from taonet.runtime.types import ACCOUNT_ID, NET_UID, TAO, account_id, netuid, tao
from taonet.scale import U16, U64, Typed, u16, u64
from taonet.scale.portable import CompositeDef, PrimitiveDef, VariantDef


@storage("Farm")
class Storage:
    Owner = OptionMap(NET_UID, ACCOUNT_ID, hasher=IDENTITY, doc="Who owns a field.")
    Yield = Value(TAO, default=Tao(7), doc="What a field gives.\n\n    In rao.")
    Shares = DoubleMap(NET_UID, ACCOUNT_ID, U16, default=3, hashers=(IDENTITY, TWOX_64_CONCAT), doc="Parts of a field.")


class Constants:
    Limit = Constant(U16, 258, "How many fields there may be.")


@call(index=4, weight=Weight(5))
def plough(s: State, origin: Origin, fields: list[u16], amount: Annotated[Tao, Typed(TAO, "BalanceOf<T>")]) -> None:
    """Turn the soil.

    Takes a while.
    """


@event(index=9, named=False)
class Ploughed(Event, frozen=True):
    """A field was ploughed."""

    netuid: netuid
    amount: tao


class TooDry(ModuleError, index=2):
    """Water the field first."""


FARM = Pallet(
    name="Farm",
    index=200,
    crate="pallet_the_farm",
    alias="pallet_farm",
    storage=tuple(items_of(Storage)),
    calls=(plough,),
    events=(spec_of(Ploughed),),
    errors=(TooDry,),
    constants=tuple(constants_of(Constants)),
    parameters=("T", "I"),
    event_parameters=(),
    doc="Fields and who owns them.",
)
EMPTY = Pallet(name="Empty", index=201, crate="pallet_empty")

API = runtime_api("FarmApi", version=3, doc="Questions about fields.")


@API.method()
def crop(s: State, netuid: netuid, who: account_id) -> u64:
    """Return the crop in rao."""
    return 0


@pytest.fixture
def description() -> Rules:
    return runtime_of(EMPTY, FARM, apis=(API,))


def client(description: Rules, version: Any, *, bare_newtypes: bool = False) -> Runtime:
    rules = description.with_bare_newtypes() if bare_newtypes else description
    return Runtime(rules.metadata(version), 475, 1)


@pytest.mark.parametrize("name", ["metadata-461.scale", "metadata-461-v14.scale", "metadata-475-derived-v15.scale"])
def test_metadata_of_the_real_chain_survives_decoding_and_encoding(name: str) -> None:
    blob = recorded.read(recorded.CHAIN / f"{name}.xz")

    assert encode_metadata(decode_metadata(blob)) == blob


@pytest.mark.parametrize("version", [14, 15])
@pytest.mark.parametrize("bare", [True, False])
def test_the_official_client_reads_both_versions(description: Rules, version: int, *, bare: bool) -> None:
    runtime = client(description, version, bare_newtypes=bare)

    assert runtime.is_v15 is (version == 15)
    assert runtime.extrinsic_version == 4
    assert runtime.signed_extension_identifiers()[-1] == "CheckMetadataHash"
    assert runtime.constant("Farm", "Limit") == 258
    assert runtime.storage_key("Farm", "Owner", [5]) == Storage.Owner.key_of((5,))
    assert runtime.compose_call("Farm", "plough", {"fields": [1, 2], "amount": 9}) == bytes.fromhex(
        "c80408010002000900000000000000"
    )
    assert "TooDry" in runtime.module_error(200, 2)


def test_the_client_finds_the_runtime_api_with_its_arguments(description: Rules) -> None:
    method = client(description, 15).runtime_api_map()["FarmApi"]["crop"]

    assert [name for name, _ in method["inputs"]] == ["netuid", "who"]


def test_account_ids_are_type_number_zero(description: Rules) -> None:
    for metadata in (build_v14(description), build_v15(description)):
        assert metadata.types[0].type.path == ["sp_core", "crypto", "AccountId32"]


def test_pallet_enums_carry_the_crates_paths_and_parameters(description: Rules) -> None:
    metadata = build_v15(description)
    farm = metadata.pallets[0]
    assert farm.calls is not None
    assert farm.event is not None
    calls, events = metadata.types[farm.calls].type, metadata.types[farm.event].type

    assert calls.path == ["pallet_the_farm", "pallet", "Call"]
    assert [parameter.name for parameter in calls.parameters] == ["T", "I"]
    assert events.parameters == []
    assert isinstance(calls.definition, VariantDef)
    (variant,) = calls.definition.variants
    assert (variant.name, variant.index) == ("plough", 4)
    assert variant.docs == ["Turn the soil.", "", "Takes a while."]
    assert [(field.name, field.type_name) for field in variant.fields] == [
        ("fields", "Vec<u16>"),
        ("amount", "BalanceOf<T>"),
    ]
    assert isinstance(events.definition, VariantDef)
    assert [field.name for field in events.definition.variants[0].fields] == [None, None]


def test_outer_enums_name_the_pallets_with_their_crates(description: Rules) -> None:
    metadata = build_v15(description)
    names = {}
    for kind in ("call", "event", "error"):
        outer = metadata.types[getattr(metadata.outer_enums, kind)].type
        assert outer.path[0] == "node_subtensor_runtime"
        assert isinstance(outer.definition, VariantDef)
        (variant,) = outer.definition.variants
        names[kind] = (variant.name, variant.index, variant.fields[0].type_name)

    assert names["event"] == ("Farm", 200, "pallet_farm::Event")
    assert names["error"] == ("Farm", 200, "pallet_farm::Error<Runtime>")
    assert names["call"][2].endswith("\n::CallableCallFor<Farm, Runtime>")


def test_storage_says_modifier_hashers_default_and_text(description: Rules) -> None:
    farm, empty = build_v15(description).pallets
    assert farm.storage is not None
    owner, harvest, shares = farm.storage.entries

    assert (owner.modifier.name, owner.default) == ("Optional", b"\x00")
    assert (harvest.modifier.name, harvest.default) == ("Default", U64.encode(7))
    assert harvest.docs == ["What a field gives.", "", "In rao."]
    assert [hasher.name for hasher in shares.type.hashers] == ["Identity", "Twox64Concat"]  # type: ignore[union-attr]
    assert (empty.storage, empty.calls, empty.event, empty.error) == (None, None, None, None)


def test_bare_newtypes_show_balances_as_integers(description: Rules) -> None:
    def harvest_type(*, bare: bool) -> object:
        metadata = build_v14(description, bare_newtypes=bare)
        assert metadata.pallets[0].storage is not None
        entry = metadata.pallets[0].storage.entries[1]
        return metadata.types[entry.type.value].type.definition

    assert isinstance(harvest_type(bare=False), CompositeDef)
    assert isinstance(harvest_type(bare=True), PrimitiveDef)


def test_pallets_are_listed_by_number(description: Rules) -> None:
    swapped = runtime_of(FARM, EMPTY)

    assert [pallet.name for pallet in build_v14(swapped).pallets] == ["Farm", "Empty"]


def test_equal_declarations_give_equal_bytes(description: Rules) -> None:
    assert runtime_of(EMPTY, FARM, apis=(API,)).metadata(15) == description.metadata(15)
    assert isinstance(decode_metadata(description.metadata(15)), MetadataV15)


def test_metadata_is_refused_without_docstrings() -> None:
    program = "import taonet.runtime.construct"
    done = subprocess.run([sys.executable, "-OO", "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "-OO" in done.stderr
