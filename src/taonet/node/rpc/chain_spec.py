"""`chainSpec_v1_*`: which chain this is. Source: paritytech/json-rpc-interface-spec."""

from __future__ import annotations

from taonet.node.rpc.context import Context
from taonet.node.rpc.hexadecimal import to_hex


def chainSpec_v1_chainName(ctx: Context) -> str:
    """Return the chain's name."""
    return ctx.node.chain_name


def chainSpec_v1_genesisHash(ctx: Context) -> str:
    """Return the hash of block 0."""
    return to_hex(ctx.node.view.store.block_hash(0) or b"")


def chainSpec_v1_properties(ctx: Context) -> dict[str, object]:
    """Return how addresses and amounts are written."""
    return ctx.node.properties
