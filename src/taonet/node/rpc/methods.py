"""All methods of the node, and `rpc_methods`, which lists them."""

from __future__ import annotations

from taonet.node.rpc import author, chain, custom, dev, payment, state, system
from taonet.node.rpc.context import Context
from taonet.node.rpc.registry import Method, add_method, make_method, method_table

UNSAFE = ("author_remove", "dev_", "engine_")
"""What strangers are not told of."""


def rpc_methods(ctx: Context) -> dict[str, list[str]]:
    """Return the names of all methods that the asker may call."""
    trusted = ctx.node.dev and ctx.local
    return {"methods": sorted(name for name in METHODS if trusted or not name.startswith(UNSAFE))}


def _all() -> dict[str, Method]:
    table = method_table((author, chain, dev, payment, state, system))
    for method in (*custom.methods(), make_method("rpc_methods", rpc_methods)):
        add_method(table, method)
    return table


METHODS = _all()
