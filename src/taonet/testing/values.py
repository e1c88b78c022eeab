"""Random values of any type the chain describes, as SCALE bytes.

Values are drawn where refusals and arithmetic change: at the ends of ranges, from accounts and subnets that exist, in
small collections.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, final

from taonet.runtime.types import ACCOUNT_ID, NET_UID
from taonet.scale import BYTES, Codec, shape
from taonet.scale.numbers import write_compact

BITS = {"u8": 8, "u16": 16, "u32": 32, "u64": 64, "u128": 128, "i8": 8, "i16": 16, "i32": 32, "i64": 64, "i128": 128}
SIMPLE_CALL = bytes((0, 0, 0))
"""An empty `System.remark`, which ends the nesting of calls."""

DEEPEST = 3
SMALL = (0, 1, 2, 3, 10, 100, 1_000)
AMOUNTS = (500, 501, 500_000, 2_000_000, 10**9, 10**9 + 1, 3 * 10**9, 123_456_789_012, 10**15, 21 * 10**15)


@final
@dataclass(frozen=True, slots=True)
class World:
    """A random generator, and the accounts and subnets that exist."""

    chance: Random
    accounts: Sequence[bytes]
    netuids: Sequence[int]


class NoValue(Exception):
    """The type has no values: an enum without variants."""


def random_value(world: World, codec: Codec[Any], depth: int = 0) -> bytes:
    """Return the encoding of some value of a codec's type; a bound that the type does not tell may be broken."""
    chance = world.chance
    if codec.shape.path == ACCOUNT_ID.shape.path and chance.random() < 0.9:
        return bytes(chance.choice(world.accounts))
    if codec.shape.path == NET_UID.shape.path and chance.random() < 0.9:
        return NET_UID.encode(chance.choice(world.netuids))  # type: ignore[arg-type]  # NewType over int
    if codec.name == "RuntimeCall" and depth > DEEPEST:
        return SIMPLE_CALL
    return _of_definition(world, codec.shape.definition, depth)


def random_arguments(world: World, args: Sequence[Codec[Any]]) -> bytes:
    """Return the encodings of one random value for each codec, concatenated."""
    return b"".join(random_value(world, codec) for codec in args)


def _of_definition(world: World, definition: shape.Definition, depth: int) -> bytes:
    match definition:
        case shape.Primitive(name=name):
            return _primitive(world.chance, name)
        case shape.Compact(item=item):
            return _compact(world.chance, item)
        case shape.Sequence(item=item):
            return _sequence(world, item, depth)
        case shape.Array(item=item, length=length):
            return b"".join(random_value(world, item, depth + 1) for _ in range(length))
        case shape.Tuple(items=items):
            return b"".join(random_value(world, item, depth + 1) for item in items)
        case shape.Composite(fields=fields):
            return b"".join(random_value(world, field.codec, depth + 1) for field in fields())
        case shape.Variant(variants=variants):
            if not variants():
                raise NoValue
            case = world.chance.choice(variants())
            return bytes([case.index]) + b"".join(random_value(world, field.codec, depth + 1) for field in case.fields)


def random_number(chance: Random, bits: int) -> int:
    """Return an unsigned number of so many bits, most often at a boundary."""
    top = (1 << bits) - 1
    kind = chance.randrange(6)
    if kind == 0:
        return min(chance.choice(SMALL), top)
    if kind == 1:
        return top - chance.randrange(3)
    if kind in {2, 3}:
        return min(chance.choice(AMOUNTS), top)
    return chance.getrandbits(chance.randint(1, bits))


def _primitive(chance: Random, name: str) -> bytes:
    if name == "bool":
        return bytes([chance.randrange(2)])
    if name == "str":
        return BYTES.encode("".join(chance.choices("aß€ z", k=chance.randrange(6))).encode())
    return random_number(chance, BITS[name]).to_bytes(BITS[name] // 8, "little")


def _compact(chance: Random, item: Codec[Any]) -> bytes:
    definition = item.shape.definition
    while isinstance(definition, shape.Composite):
        definition = definition.fields()[0].codec.shape.definition
    if not isinstance(definition, shape.Primitive):
        return b""
    out = bytearray()
    write_compact(random_number(chance, BITS[definition.name]), out)
    return bytes(out)


def _sequence(world: World, item: Codec[Any], depth: int) -> bytes:
    is_bytes = item.shape.definition == shape.Primitive("u8")
    count = world.chance.choice((0, 1, 8, 33, 300) if is_bytes else (0, 1, 2, 3))
    if is_bytes:
        return BYTES.encode(world.chance.randbytes(count))
    out = bytearray()
    try:
        inside = b"".join(random_value(world, item, depth + 1) for _ in range(count))
    except NoValue:
        return b"\x00"
    write_compact(count, out)
    return bytes(out) + inside
