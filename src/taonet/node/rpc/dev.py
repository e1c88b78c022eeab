"""`dev_*` and `engine_*`: a developer's powers. Only on development chains, and only for askers on this machine."""

from __future__ import annotations

from taonet.node.engines.control import Engine
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import INVALID_PARAMS, METHOD_NOT_FOUND, SERVER_ERROR, RpcError
from taonet.node.rpc.hexes import hexed, to_hash
from taonet.node.store import StoreError
from taonet.node.view import UnknownBlock

MOST_BLOCKS = 10_000


def _engine(ctx: Context) -> Engine:
    if not ctx.node.dev or not ctx.local:
        raise RpcError(METHOD_NOT_FOUND, "RPC call is unsafe to be called externally")
    if ctx.node.engine is None:
        raise RpcError(SERVER_ERROR, "No engine", "this node does not make blocks")
    return ctx.node.engine


async def dev_newBlock(ctx: Context, count: int = 1) -> str | None:
    """Make blocks now and return the hash of the last."""
    engine = _engine(ctx)
    if not 1 <= count <= MOST_BLOCKS:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"count: 1 to {MOST_BLOCKS}")
    return hexed((await engine.new_block(count))[-1])


async def engine_createBlock(ctx: Context, createEmpty: bool = True, finalize: bool = True) -> object:  # noqa: FBT001, FBT002  the parameters on the wire
    """Make one block now; it is always finalised."""
    del createEmpty, finalize
    hashes = await _engine(ctx).new_block()
    return {"hash": hexed(hashes[-1]), "aux": {"header_only": False, "clear_justification_requests": False}}


async def dev_timeTravel(ctx: Context, timestamp: int) -> int:
    """Give the next block this time, in milliseconds since 1970, and return it."""
    try:
        await _engine(ctx).set_time(timestamp)
    except ValueError as error:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"timestamp: {error}") from error
    return timestamp


async def dev_setHead(ctx: Context, block: int | str) -> str | None:
    """Forget all blocks above a number or hash and return the new head."""
    engine = _engine(ctx)
    try:
        number = block if isinstance(block, int) else ctx.node.view.number_of(to_hash(block, "block"))
        await engine.set_head(number)
    except (UnknownBlock, StoreError) as error:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"block: {error}") from error
    return hexed(ctx.node.view.best_hash)


async def dev_setBlockTime(ctx: Context, seconds: float) -> float:
    """Change how many wall seconds a slot takes."""
    try:
        await _engine(ctx).set_block_time(seconds)
    except ValueError as error:
        raise RpcError(INVALID_PARAMS, "Invalid params", f"seconds: {error}") from error
    return seconds
