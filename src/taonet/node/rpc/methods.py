"""All methods of the node, and `rpc_methods`, which lists them."""

from __future__ import annotations

from taonet.node.rpc import author, chain, dev, payment, state, system
from taonet.node.rpc.context import Context
from taonet.node.rpc.registry import Method, method_table

METHODS: dict[str, Method] = method_table([author, chain, dev, payment, state, system])


def rpc_methods(ctx: Context) -> dict[str, list[str]]:
    """Return the names of all methods."""
    hidden = not ctx.node.dev or not ctx.local
    return {"methods": sorted(name for name in METHODS if not (hidden and name.startswith(("dev_", "engine_"))))}


METHODS["rpc_methods"] = Method("rpc_methods", rpc_methods, (), (), 0, is_async=False)
