"""All methods of the node, made from the functions of the namespaces: the name on the wire is the name in the code.

A method is a function `namespace_name(ctx, ...)`. A plain function answers at once; an `async` one may wait. What ends a
subscription is made from the module's `UNSUBSCRIBE`: the method's name, and the notifications that it ends.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, final

from taonet.node.rpc import (
    archive,
    author,
    chain,
    chain_head,
    chain_spec,
    custom,
    dev,
    payment,
    preview,
    state,
    system,
    transactions,
)
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import unsafe_call
from taonet.node.rpc.parameters import Reader, reader_of, subscription

UNSAFE = ("author_remove", "dev_", "engine_")
"""Prefixes of the methods that are hidden from, and refused to, all who have no developer's powers."""

NAMESPACES = (archive, author, chain, chain_head, chain_spec, dev, payment, preview, state, system, transactions)

LOCAL = frozenset({"state_getPairs", "state_queryStorage", "system_dryRun", "system_peers"})
"""Methods that a real node refuses to askers from elsewhere; they cost much, or tell about the node."""


@final
@dataclass(frozen=True, slots=True)
class Method:
    """A method: its function, and how its parameters are read."""

    name: str
    function: Callable[..., Any]
    read: Reader
    is_async: bool

    def run(self, ctx: Context, params: bytes) -> Any:
        """Return the answer, or what to await for it; refuse parameters, and askers who may not call it."""
        if self.name in LOCAL and not ctx.local:
            raise unsafe_call()
        return self.function(ctx, *self.read(params))


class DuplicateMethod(Exception):
    """Two namespaces claim one name."""


def method_table(modules: Iterable[types.ModuleType]) -> dict[str, Method]:
    """Return the methods of all modules by wire name: every public function defined in them."""
    table: dict[str, Method] = {}
    for module in modules:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                add_method(table, make_method(name, function))
        endings: dict[str, str] = getattr(module, "UNSUBSCRIBE", {})
        for name, kind in endings.items():
            add_method(table, Method(name, _ending(kind), subscription, is_async=False))
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
    return Method(name, function, reader_of(name, function), inspect.iscoroutinefunction(function))


def _ending(kind: str) -> Callable[..., bool]:
    """Return the function that ends subscriptions of one kind."""

    def end(ctx: Context, subscription: str | None) -> bool:
        return ctx.need_connection().unsubscribe(kind, subscription)

    end.__doc__ = f"End a subscription to `{kind}`; return false for what is no such subscription."
    return end


def rpc_methods(ctx: Context) -> dict[str, list[str]]:
    """Return the names of all methods that the asker may call."""
    trusted = ctx.local and ctx.node.developer is not None
    names = (name for name in METHODS if trusted or not name.startswith(UNSAFE))
    return {"methods": sorted(name for name in names if ctx.local or METHODS[name].name not in LOCAL)}


def _all() -> dict[str, Method]:
    table = method_table(NAMESPACES)
    for name, function in (*custom.methods(), ("rpc_methods", rpc_methods)):
        add_method(table, make_method(name, function))
    return table


METHODS = _all()
