"""`author_*`: transactions on their way in."""

from __future__ import annotations

from taonet.node.node import BAD_FORMAT
from taonet.node.pool import Listener, PoolError
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import RpcError
from taonet.node.rpc.hexes import hexed, to_bytes


def author_submitExtrinsic(ctx: Context, extrinsic: str) -> str | None:
    """Put a transaction into the pool and return its hash."""
    return hexed(_submit(ctx, extrinsic))


def _submit(ctx: Context, extrinsic: str, listener: Listener | None = None) -> bytes:
    try:
        raw = to_bytes(extrinsic, "extrinsic")
    except RpcError as error:
        raise RpcError(BAD_FORMAT, "Extrinsic has invalid format", error.data) from error
    try:
        return ctx.node.submit(raw, listener)
    except PoolError as error:
        raise RpcError(error.code, error.message, error.data) from error




def author_submitAndWatchExtrinsic(ctx: Context, extrinsic: str) -> str:
    """Put a transaction into the pool and send its statuses until the last."""
    connection = ctx.need_connection()
    open_now = True

    def end() -> None:
        nonlocal open_now
        open_now = False

    name = connection.subscribe(end)

    def tell(status: str | dict[str, object]) -> None:
        if not open_now:
            return
        if early is not None:
            early.append(status)
        else:
            connection.notify("author_extrinsicUpdate", name, status)

    early: list[str | dict[str, object]] | None = []
    try:
        _submit(ctx, extrinsic, tell)
    except RpcError:
        connection.unsubscribe(name)
        raise

    def answered() -> None:
        nonlocal early
        waiting, early = early or [], None
        for status in waiting:
            tell(status)

    ctx.after.append(answered)
    return name


def author_unwatchExtrinsic(ctx: Context, subscription: str) -> bool:
    """Stop watching a transaction; it stays in the pool."""
    return ctx.need_connection().unsubscribe(subscription)


def author_pendingExtrinsics(ctx: Context) -> list[str | None]:
    """Return all transactions in the pool, in order of arrival."""
    return [hexed(waiting.raw) for waiting in ctx.node.pool.all()]
