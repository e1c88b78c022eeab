"""A JSON-RPC method: `chain_getExtrinsicCount`. The guide is docs/guides/rpc-method.md."""

from __future__ import annotations

from taonet.node.rpc.context import Context
from taonet.node.rpc.hexadecimal import Hex, to_hash


def chain_getExtrinsicCount(ctx: Context, hash: Hex | None = None) -> int | None:
    """Return how many extrinsics a block has, or null for an unknown block."""
    view = ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    return len(view.body(block_hash)) if view.header(block_hash) is not None else None
