"""Structs of nothing but integers: all their numbers are packed and read in one call.

Accounts are such structs, and every transaction writes several. The plain way, field by field, stands in `structs`:
it takes over whatever does not fit, so that both refuse alike, and random values hold the two equal.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from taonet.scale.codec import Fixed, Layout, Number

T = TypeVar("T")

_LETTERS = {1: "b", 2: "h", 4: "i", 8: "q"}
_WIDE = 16


class Part(NamedTuple):
    """Where a field's numbers stand among all, and what makes its value of them; None: it is the number."""

    start: int
    stop: int
    build: Callable[[Sequence[int]], Any] | None


def in_one_call(kind: type[T], names: Sequence[str], fields: Sequence[Fixed[Any]], plain: Fixed[T]) -> Fixed[T]:
    """Return a form equal to `plain` that packs all numbers at once, or `plain` itself where a field is no integer.

    `names` are the attributes of `kind` in the order of its parameters.
    """
    layouts = [field.layout for field in fields]
    numbers: list[Number] = []
    parts: list[Part] = []
    for name, layout in zip(names, layouts, strict=True):
        if layout is None:
            return plain
        start = len(numbers)
        numbers += [one._replace(path=f"{name}.{one.path}" if one.path else name) for one in layout.numbers]
        parts.append(Part(start, len(numbers), layout.build))
    if len(numbers) < 2:
        return plain
    build = _builder(kind, parts)
    layout = Layout(tuple(numbers), build)
    return Fixed(_packer(numbers, plain.pack), _unpacker(numbers, build, plain.unpack), layout)


def _builder(kind: type[T], parts: Sequence[Part]) -> Callable[[Sequence[int]], T]:
    if all(part.build is None for part in parts):
        return lambda numbers: kind(*numbers)
    return lambda numbers: kind(
        *[numbers[start] if build is None else build(numbers[start:stop]) for start, stop, build in parts]
    )


def _format(numbers: Sequence[Number]) -> struct.Struct:
    letters = [_letter(number) for number in numbers]
    return struct.Struct("<" + "".join(letters))


def _letter(number: Number) -> str:
    if number.width == _WIDE:
        return f"{_WIDE}s"
    letter = _LETTERS[number.width]
    return letter if number.signed else letter.upper()


def _wide(numbers: Sequence[Number]) -> tuple[tuple[int, bool], ...]:
    """Return the places of the integers that `struct` does not know, and whether they are signed."""
    return tuple((place, number.signed) for place, number in enumerate(numbers) if number.width == _WIDE)


def _packer(numbers: Sequence[Number], plain: Callable[[T], bytes]) -> Callable[[T], bytes]:
    pack_all, wide = _format(numbers).pack, _wide(numbers)
    values_of: Callable[[T], tuple[Any, ...]] = attrgetter(*[number.path for number in numbers])

    def pack(value: T) -> bytes:
        try:
            values = values_of(value)
            if wide:
                values = list(values)
                for place, signed in wide:
                    values[place] = values[place].to_bytes(_WIDE, "little", signed=signed)
            return pack_all(*values)
        except (struct.error, OverflowError):
            return plain(value)

    return pack


def _unpacker(
    numbers: Sequence[Number], build: Callable[[Sequence[int]], T], plain: Callable[[bytes], T]
) -> Callable[[bytes], T]:
    form, wide = _format(numbers), _wide(numbers)
    unpack_all, size = form.unpack, form.size

    def unpack(data: bytes) -> T:
        if len(data) != size:
            return plain(data)
        values = unpack_all(data)
        if wide:
            values = list(values)
            for place, signed in wide:
                values[place] = int.from_bytes(values[place], "little", signed=signed)
        return build(values)

    return unpack
