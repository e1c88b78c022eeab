"""What pallets declare, pallet by pallet: calls with weights, events, errors, storage and constants."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from taonet.frame.call import Call, Declared
from taonet.frame.metadata import build_v15
from taonet.frame.metadata_types import ConstantEntry, MapEntry, MetadataV15, PalletMetadata, StorageEntry
from taonet.frame.state import DictBackend, State
from taonet.frame.weight import DispatchClass, Pays
from taonet.runtime.construct import RUNTIME, VOTES
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.scale import DecodeError, Reader
from taonet.scale.fields import codec_of
from taonet.scale.portable import Field, Variant
from taonet.testing.values import World, random_arguments
from tools.golden.names import TypeNames
from tools.reference.text import one_line, short, table
from tools.uses import idle

DRAWS = 12
"""Random arguments with which a call is asked for its weight."""


@cache
def _metadata() -> tuple[MetadataV15, TypeNames]:
    metadata = build_v15(VOTES)
    return metadata, TypeNames(metadata.types)


@cache
def _idle() -> frozenset[tuple[str, str]]:
    return idle(VOTES.pallets)


def calls_page() -> str:
    """Return the page of calls, events and errors."""
    intro = (
        "Weight is the reference time a call declares, in picoseconds; `varies` depends on the arguments or on the number of\n"
        "subnets. A fee is a rao for 4,000 ps, half a rao for a byte, and 27,039 rao for each extrinsic; `free` calls pay the\n"
        "tip only. Some calls are billed for less than they weigh.\n"
        "\nEvents and errors are listed whole, since clients find them by position. Where `occurs` says no, the name stands for\n"
        "its number: no rule here uses it yet, or the real chain has given it up.\n"
    )
    return _page("Calls, events and errors", intro, _callable)


def storage_page() -> str:
    """Return the page of storage items and constants."""
    intro = (
        "Keys are hashed as named, in the order of the key's parts. A default is the SCALE encoding that is read where\n"
        "nothing is stored; an item without one gives nothing.\n"
    )
    return _page("Storage and constants", intro, _stored)


def _page(title: str, intro: str, part: Any) -> str:
    metadata, types = _metadata()
    lines = [f"# {title}", "", intro]
    for pallet in sorted(metadata.pallets, key=lambda one: one.index):
        inside = list(part(types, pallet))
        if inside:
            lines += [f"## {pallet.index} {pallet.name}", "", *_where(pallet.name), *inside]
    return "\n".join(lines).rstrip() + "\n"


def _where(pallet: str) -> list[str]:
    """Return the note of a pallet that not every chain has."""
    return [] if any(pallet == one.name for one in RUNTIME.pallets) else ["On chains with votes only.", ""]


def _callable(types: TypeNames, pallet: PalletMetadata) -> Iterator[str]:
    rows = [_call_row(types, pallet.name, variant) for variant in types.variants(pallet.calls)]
    yield from table(("#", "call", "weight", "class", "what it does"), rows)
    for title, number in (("event", pallet.event), ("error", pallet.error)):
        found = types.variants(number)
        head = ("#", title, "occurs", "when")
        yield from table(head, [_named_row(types, f"{title}s", pallet.name, variant) for variant in found])


def _stored(types: TypeNames, pallet: PalletMetadata) -> Iterator[str]:
    entries = pallet.storage.entries if pallet.storage is not None else []
    head = ("item", "key", "value", "default", "what it holds")
    yield from table(head, [_entry_row(types, entry) for entry in entries])
    yield from table(
        ("constant", "type", "value", "meaning"), [_constant_row(types, entry) for entry in pallet.constants]
    )


def _call_row(types: TypeNames, pallet: str, variant: Variant) -> tuple[str, ...]:
    weight, kind = _declared(VOTES.calls[pallet, variant.name])
    return str(variant.index), _signature(types, variant), weight, kind, one_line("\n".join(variant.docs))


def _named_row(types: TypeNames, kind: str, pallet: str, variant: Variant) -> tuple[str, ...]:
    occurs = "no" if (kind, f"{pallet}.{variant.name}") in _idle() else "yes"
    return str(variant.index), _signature(types, variant), occurs, one_line("\n".join(variant.docs))


def _signature(types: TypeNames, variant: Variant) -> str:
    return f"`{variant.name}`" + (
        f" ({', '.join(_field(types, field) for field in variant.fields)})" if variant.fields else ""
    )


def _field(types: TypeNames, field: Field) -> str:
    kind = f"`{short(field.type_name or types.name(field.type))}`"
    return f"{field.name}: {kind}" if field.name else kind


def _entry_row(types: TypeNames, entry: StorageEntry) -> tuple[str, ...]:
    place = entry.type
    is_map = isinstance(place, MapEntry)
    key = f"`{short(types.name(place.key))}` by {', '.join(hasher.name for hasher in place.hashers)}" if is_map else ""
    default = _bytes(entry.default) if entry.modifier.name == "Default" else ""
    return f"`{entry.name}`", key, f"`{short(types.name(place.value))}`", default, one_line("\n".join(entry.docs))


def _constant_row(types: TypeNames, entry: ConstantEntry) -> tuple[str, ...]:
    return f"`{entry.name}`", f"`{short(types.name(entry.type))}`", _bytes(entry.value), one_line("\n".join(entry.docs))


def _bytes(value: bytes) -> str:
    return f"`0x{value.hex()}`" if len(value) <= 16 else f"`0x{value[:12].hex()}…`, {len(value)} bytes"


def _declared(call: Call[..., Any]) -> tuple[str, str]:
    """Return weight and class of a call as words: one value where random arguments make no difference."""
    declared = _draw(call)
    weights = {one.weight.ref_time for one in declared}
    classes = {one.dispatch_class for one in declared}
    kind = DispatchClass(next(iter(classes))).name.lower() if len(classes) == 1 else "varies"
    pays = {one.pays for one in declared}
    free = "" if pays == {Pays.Yes} else ", free" if pays == {Pays.No} else ", sometimes free"
    return (f"{next(iter(weights)):,}" if len(weights) == 1 else "varies"), kind + free


def _draw(call: Call[..., Any]) -> list[Declared]:
    codecs = [codec_of(VOTES.spec_of(field)) for field in call.args.values()]
    world = World(Random(call.index), [bytes([n]) * 32 for n in range(1, 6)], (0, 1, 2))  # noqa: S311  the same draws every time
    states = [State(DictBackend(), VOTES) for _ in range(2)]
    Subnets.TotalNetworks.put(states[1], 128)
    found: list[Declared] = []
    while len(found) < DRAWS:
        reader = Reader(random_arguments(world, codecs))
        try:
            found.append(call.declared(states[len(found) % 2], tuple(codec.read(reader) for codec in codecs)))
        except DecodeError:
            continue  # a bound that the type does not tell
    return found
