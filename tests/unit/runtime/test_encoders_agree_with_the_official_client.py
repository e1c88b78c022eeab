"""Every call, key, value and event that is declared has the bytes that the official client gives it.

The client knows them twice: from our metadata, and from the chain's recorded surface. A dozen values of each are tried; `TAONET_FUZZ_EXAMPLES` sets another number.
"""

import zlib
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from bittensor_core import Runtime  # pyright: ignore[reportAttributeAccessIssue]  # the extension module has no stubs
from tools import recorded

from taonet.frame.call import RuntimeCall
from taonet.frame.event import EventSpec
from taonet.frame.state import Phase
from taonet.runtime.construct import PALLETS, RUNTIME
from taonet.runtime.pallets.system.types import PHASE, event_records
from taonet.runtime.types import AddressIndex
from taonet.runtime.version import VERSION
from taonet.scale import Codec, DecodeError
from taonet.scale.fields import codec_of
from taonet.testing.fuzzing import examples
from taonet.testing.values import World, random_arguments, random_value

TRIES = examples(12)
CALLS = sorted(RUNTIME.calls)
ITEMS = {(item.pallet, item.name): item for pallet in PALLETS for item in pallet.storage}
EVENTS = {(pallet.name, spec.name): (pallet.index, spec) for pallet in PALLETS for spec in pallet.events}


@pytest.fixture(scope="module")
def clients(client: Any) -> dict[str, Any]:
    """Give the client built from our metadata, and the one that knows the chain."""
    surface = recorded.read(recorded.CHAIN / "metadata-475-derived-v15.scale.xz")
    return {"ours": client, "chain": Runtime(surface, VERSION.spec_version, VERSION.transaction_version)}


def world(*name: str) -> World:
    chance = Random(zlib.crc32("".join(name).encode()))
    return World(chance, [bytes([n]) * 32 for n in range(1, 6)], (0, 1, 2, 65_535))


def values_of(space: World, codecs: list[Codec[Any]]) -> Iterator[tuple[bytes, ...]]:
    """Yield the bytes of random values, each such that our codecs take them."""
    found = 0
    for _ in range(20 * TRIES):
        parts = tuple(random_value(space, codec) for codec in codecs)
        try:
            values = [codec.decode(part) for codec, part in zip(codecs, parts, strict=True)]
        except DecodeError:
            continue  # a bound that the type does not tell
        again = tuple(codec.encode(value) for codec, value in zip(codecs, values, strict=True))
        if not any(codec.name.startswith("BTree") for codec in codecs):  # those may come out of order
            assert again == parts
        yield again
        found += 1
        if found == TRIES:
            return
    assert found, "no random value was one"


def holds_an_address_index(value: object) -> bool:
    """Tell whether a call holds the one thing that the client cannot read: a compact of nothing."""
    if isinstance(value, RuntimeCall):
        return any(map(holds_an_address_index, value.args))
    if isinstance(value, list):
        return any(map(holds_an_address_index, value))
    return isinstance(value, AddressIndex)


def composed(client: Any, value: Any) -> Any:
    """Turn what the client read back into what it composes: calls inside calls first."""
    if isinstance(value, list):
        return [composed(client, one) for one in value]
    if not isinstance(value, dict):
        return value
    if "call_function" not in value:
        return {name: composed(client, one) for name, one in value.items()}
    arguments = {argument["name"]: composed(client, argument["value"]) for argument in value["call_args"]}
    return bytes(client.compose_call(value["call_module"], value["call_function"], arguments))


@pytest.mark.parametrize("name", CALLS, ids=".".join)
def test_calls(clients: dict[str, Any], name: tuple[str, str]) -> None:
    call, space, tried = RUNTIME.calls[name], world(*name), 0
    for _ in range(20 * TRIES):
        arguments = random_arguments(space, [codec_of(RUNTIME.spec_of(spec)) for spec in call.args.values()])
        raw = bytes(RUNTIME.number_of(call)) + arguments
        try:
            ours = RUNTIME.call_codec.decode(raw)
        except DecodeError:
            continue  # a bound that the type does not tell
        if holds_an_address_index(ours):
            continue
        assert RUNTIME.call_codec.encode(ours) == raw
        read = {which: client.decode_call(raw) for which, client in clients.items()}
        assert (read["ours"]["call_module"], read["ours"]["call_function"]) == name
        assert [argument["name"] for argument in read["ours"]["call_args"]] == [
            wire.removesuffix("_") if wire in {"from_", "class_"} else wire for wire in call.args
        ]
        assert all(one == read["ours"] for one in read.values())
        assert all(composed(client, read[which]) == raw for which, client in clients.items())
        tried += 1
        if tried == TRIES:
            return
    assert tried, "no random arguments were those of a call"


@pytest.mark.parametrize("name", ITEMS, ids=".".join)
def test_storage_keys_and_values(clients: dict[str, Any], name: tuple[str, str]) -> None:
    item, space = ITEMS[name], world(*name)
    entries = {which: client.storage_entry(*name) for which, client in clients.items()}
    assert all(bytes(entry.default_bytes) == item.default_bytes for entry in entries.values())
    for parts in values_of(space, list(item.keys)):
        ours = item.key_of(tuple(codec.decode(part) for codec, part in zip(item.keys, parts, strict=True)))
        for which, client in clients.items():
            parameters = [
                client.decode(kind, part) for kind, part in zip(entries[which].param_types, parts, strict=True)
            ]
            assert bytes(client.storage_key(*name, parameters)) == ours
            for count in range(len(parts)):
                fewer = tuple(codec.decode(part) for codec, part in zip(item.keys[:count], parts, strict=False))
                assert bytes(client.storage_key(*name, parameters[:count])) == item.key_of(fewer)
        if not item.keys:
            break
    for (value,) in values_of(space, [item.codec_in(RUNTIME)]):
        read = [client.decode(entries[which].value_type, value) for which, client in clients.items()]
        assert all(one == read[0] for one in read)


@pytest.mark.parametrize("name", EVENTS, ids=".".join)
def test_events_in_their_records(clients: dict[str, Any], name: tuple[str, str]) -> None:
    number, spec = EVENTS[name]
    records = [
        PHASE.encode(Phase.FINALIZATION) + bytes((number, spec.index)) + fields + b"\x00"
        for fields in _fields(world(*name), spec)
    ]
    codec = event_records(RUNTIME)
    raw = codec.encode([codec.decode(b"\x04" + record)[0] for record in records])
    assert raw.endswith(b"".join(records))
    read = [client.decode(client.storage_entry("System", "Events").value_type, raw) for client in clients.values()]

    assert len(read[0]) == len(records)
    assert all(one == read[0] for one in read)
    assert all((record["event"]["module_id"], record["event"]["event_id"]) == name for record in read[0])


def _fields(space: World, spec: EventSpec) -> list[bytes]:
    codecs = [codec_of(RUNTIME.spec_of(field)) for field in spec.fields.values()]
    return [b"".join(parts) for parts in values_of(space, codecs)]


@pytest.mark.parametrize("pallet", PALLETS, ids=lambda pallet: pallet.name)
def test_refusals_have_their_names_and_constants_their_values(clients: dict[str, Any], pallet: Any) -> None:
    for client in clients.values():
        for error in pallet.errors:
            assert client.module_error(pallet.index, error.index)[0] == error.__name__
    for constant in pallet.constants:
        ours, chain = (clients[side].constant(pallet.name, constant.name) for side in ("ours", "chain"))
        if constant.name == "Version":
            # The list of runtime APIs is what each side serves.
            assert all(api in chain["apis"] for api in ours.pop("apis"))
            del chain["apis"]
        assert repr(ours) == repr(chain)
