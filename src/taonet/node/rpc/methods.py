"""All methods of the node, made from the functions of the namespaces: the name on the wire is the name in the code.

A method is a function `namespace_name(ctx, ...)`. Its parameters are positional on the wire and read straight from JSON
into the types of its annotations, so that nothing deeper or longer than a parameter may be is ever built. A plain
function answers at once; an `async` one may wait.
"""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, final

import msgspec

from taonet.node.rpc import author, chain, custom, dev, payment, state, system
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import invalid_params

UNSAFE = ("author_remove", "dev_", "engine_")
"""Prefixes of the methods that are hidden from, and refused to, all who have no developer's powers."""

_POSITION = re.compile(r" - at `\$\[(\d+)\]([^`]*)`$")
_COUNT = re.compile(r"at (least|most) length (\d+)")
_ABSENT = (b"", b"null")


@final
@dataclass(frozen=True, slots=True)
class Method:
    """A method: its function, and how its parameters are read."""

    name: str
    function: Callable[..., Any]
    names: tuple[str, ...]
    decoder: msgspec.json.Decoder[Any]
    is_async: bool

    def arguments(self, params: bytes) -> tuple[Any, ...]:
        """Read the parameters from JSON, or refuse with a text that names the one at fault."""
        try:
            return msgspec.structs.astuple(self.decoder.decode(b"[]" if params in _ABSENT else params))
        except msgspec.ValidationError as error:
            raise invalid_params(self._named(str(error))) from None

    def _named(self, text: str) -> str:
        """Put the parameter's name where msgspec gives its position."""
        found = _POSITION.search(text)
        if found is not None:
            return f"{self.names[int(found[1])]}{found[2]}: {text[: found.start()]}"
        count = _COUNT.search(text)
        if count is not None and count[1] == "least":
            given = int(text.rsplit(" ", 1)[-1])
            return f"missing parameter {self.names[given]}"
        if count is not None:
            return f"{self.name} takes at most {len(self.names)} parameters: {', '.join(self.names) or 'none'}"
        return f"parameters are a list: {', '.join(self.names) or 'empty'}"


class DuplicateMethod(Exception):
    """Two namespaces claim one name."""


def method_table(modules: Iterable[types.ModuleType]) -> dict[str, Method]:
    """Return the methods of all modules by wire name: every public function defined in them."""
    table: dict[str, Method] = {}
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                add_method(table, make_method(name, function))
    for module in modules:
        aliases: dict[str, str] = getattr(module, "ALIASES", {})
        for alias, name in aliases.items():
            add_method(table, table[name], alias)
    return table


def add_method(table: dict[str, Method], method: Method, name: str | None = None) -> None:
    """Enter a method under its own name or another; refuse a name that is taken."""
    if (name or method.name) in table:
        raise DuplicateMethod(name or method.name)
    table[name or method.name] = method


def make_method(name: str, function: Callable[..., Any]) -> Method:
    """Return the method that a function is; its first parameter is the context."""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    hints = typing.get_type_hints(function, include_extras=True)
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = [
        (one.name, hints[one.name])
        if one.default is inspect.Parameter.empty
        else (one.name, hints[one.name], one.default)
        for one in parameters
    ]
    kind = msgspec.defstruct(f"Parameters of {name}", fields, array_like=True, forbid_unknown_fields=True, frozen=True)
    return Method(
        name,
        function,
        tuple(parameter.name for parameter in parameters),
        msgspec.json.Decoder(kind),
        inspect.iscoroutinefunction(function),
    )


def rpc_methods(ctx: Context) -> dict[str, list[str]]:
    """Return the names of all methods that the asker may call."""
    trusted = ctx.local and ctx.node.developer is not None
    return {"methods": sorted(name for name in METHODS if trusted or not name.startswith(UNSAFE))}


def _all() -> dict[str, Method]:
    table = method_table((author, chain, dev, payment, state, system))
    for name, function in (*custom.methods(), ("rpc_methods", rpc_methods)):
        add_method(table, make_method(name, function))
    return table


METHODS = _all()
