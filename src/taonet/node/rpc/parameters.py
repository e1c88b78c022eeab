"""Reading the parameters of a method as a real node does: a list in order, or an object by name.

They are read straight from JSON into the types of the function's annotations, so that nothing deeper or longer than a
parameter may be is ever built. What a method does not take is not looked at. Source of the habits: jsonrpsee.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Callable
from typing import Any

import msgspec

from taonet.node.rpc.errors import invalid_params

Reader = Callable[[bytes], tuple[Any, ...]]
"""Returns a method's arguments from the JSON sent, or raises the refusal that names the parameter at fault."""

SYNONYMS = {"transaction": ("bytes",)}
"""Names that the specification and the real node give to one parameter."""

_POSITION = re.compile(r" - at `\$\[(\d+)\]([^`]*)`$")
_TOO_FEW = re.compile(r"at least length \d+, got (\d+)")
_ABSENT = (b"", b"null")
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ONE_NAME = msgspec.json.Decoder(tuple[str])


def reader_of(name: str, function: Callable[..., Any]) -> Reader:
    """Return what reads the parameters that follow the context in a function's signature."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    if not parameters:
        return lambda _params: ()
    hints = typing.get_type_hints(function, include_extras=True)
    fields = [
        (one.name, hints[one.name]) if one.default is inspect.Parameter.empty else (one.name, hints[one.name], None)
        for one in parameters
    ]
    decoder = msgspec.json.Decoder(msgspec.defstruct(f"Parameters of {name}", fields, array_like=True, frozen=True))
    names = [one.name for one in parameters]
    places = {spelling: place for place, name in enumerate(names) for spelling in _spellings(name)}
    optional = [types.NoneType in typing.get_args(hints[name]) for name in names]

    def read(params: bytes) -> tuple[Any, ...]:
        if params.startswith(b"{"):
            params = _in_order(params, names, places, optional)
        try:
            return msgspec.structs.astuple(decoder.decode(b"[]" if params in _ABSENT else params))
        except msgspec.ValidationError as error:
            raise invalid_params(_named(str(error), names)) from None

    return read


def _spellings(name: str) -> tuple[str, ...]:
    """Return the names by which a parameter may be given: with underscores, in camel case, and its synonyms."""
    first, *rest = name.split("_")
    return (name, first + "".join(map(str.capitalize, rest)), *SYNONYMS.get(name, ()))


def _in_order(params: bytes, names: list[str], places: dict[str, int], optional: list[bool]) -> bytes:
    """Return an object of parameters as a list of them; what has no place is left out."""
    given: list[bytes | None] = [None] * len(names)
    for name, value in _OBJECT.decode(params).items():
        if name in places:
            given[places[name]] = bytes(value)
    for name, value, may_miss in zip(names, given, optional, strict=True):
        if value is None and not may_miss:
            raise invalid_params(f"missing parameter {name}")
    return b"[%b]" % b",".join(b"null" if value is None else value for value in given)


def _named(text: str, names: list[str]) -> str:
    """Put the parameter's name where msgspec gives its position."""
    found = _POSITION.search(text)
    if found is not None:
        return f"{names[int(found[1])]}{found[2]}: {text[: found.start()]}"
    count = _TOO_FEW.search(text)
    if count is not None:
        return f"missing parameter {names[int(count[1])]}"
    return f"parameters are a list or an object: {', '.join(names)}"


def subscription(params: bytes) -> tuple[str | None]:
    """Return the one name of a subscription, None for anything else: that is no error, and no subscription either."""
    try:
        return _ONE_NAME.decode(params)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return (None,)
