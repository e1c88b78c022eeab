"""`chain_*`: blocks and headers. Best and finalised are the same block: a block is final when it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import msgspec

from taonet.node.chain.block import header_json
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import RpcError, invalid_params
from taonet.node.rpc.hexadecimal import Hex, hexed, to_bytes, to_hash, to_hex
from taonet.runtime.pallets.system.digest import Header

MOST_HASHES = 10_000
NUMBER_BYTES = 32
"""A number in hexadecimal is one of 256 bits."""
TOO_LARGE = 3001

UNSUBSCRIBE = {
    "chain_unsubscribeNewHeads": "chain_newHead",
    "chain_unsubscribeAllHeads": "chain_allHead",
    "chain_unsubscribeFinalizedHeads": "chain_finalizedHead",
}
ALIASES = {
    "chain_getHead": "chain_getBlockHash",
    "chain_getFinalisedHead": "chain_getFinalizedHead",
    "chain_subscribeNewHead": "chain_subscribeNewHeads",
    "chain_unsubscribeNewHead": "chain_unsubscribeNewHeads",
    "chain_subscribeFinalisedHeads": "chain_subscribeFinalizedHeads",
    "chain_unsubscribeFinalisedHeads": "chain_unsubscribeFinalizedHeads",
    "subscribe_newHead": "chain_subscribeNewHeads",
    "unsubscribe_newHead": "chain_unsubscribeNewHeads",
}

Number = Annotated[int, msgspec.Meta(ge=0)] | str


def chain_getBlockHash(ctx: Context, hash: Number | list[Number] | None = None) -> object:
    """Return the hash of a block by number, of several, or of the newest.

    The parameter is called a hash and takes numbers, as on a real node; null in the answer is a block that is not there.
    """
    if isinstance(hash, list):
        if len(hash) > MOST_HASHES:
            raise invalid_params(f"hash: at most {MOST_HASHES} at once")
        return [_hash_of(ctx, one) for one in hash]
    return to_hex(ctx.node.view.best_hash) if hash is None else _hash_of(ctx, hash)


def _hash_of(ctx: Context, number: int | str) -> str | None:
    wanted = _number(number) if isinstance(number, str) else number
    if wanted >= 1 << 32:
        kind = "Hex" if isinstance(number, str) else "Number"
        raise RpcError(TOO_LARGE, f"`{kind}({wanted})` > u32::MAX, the max block number is u32.")
    return hexed(ctx.node.view.store.block_hash(wanted))


def _number(text: str) -> int:
    raw = to_bytes(text, "hash")
    if not 0 < len(raw) <= NUMBER_BYTES:
        raise invalid_params(f"hash: a number, or one in hexadecimal of 1 to {NUMBER_BYTES} bytes")
    return int.from_bytes(raw)


def chain_getFinalizedHead(ctx: Context) -> str:
    """Return the hash of the last finalised block."""
    return to_hex(ctx.node.view.best_hash)


def chain_getHeader(ctx: Context, hash: Hex | None = None) -> object:
    """Return a header, or null for an unknown block."""
    header = ctx.node.view.header(to_hash(hash))
    return None if header is None else header_json(header)


def chain_getBlock(ctx: Context, hash: Hex | None = None) -> object:
    """Return a block with its extrinsics, or null for an unknown block."""
    view = ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    header = view.header(block_hash)
    if header is None:
        return None
    extrinsics = [to_hex(raw) for raw in view.body(block_hash)]
    return {"block": {"header": header_json(header), "extrinsics": extrinsics}, "justifications": None}


def _subscribe_heads(ctx: Context, kind: str) -> str:
    connection, node = ctx.need_connection(), ctx.node

    def begin(name: str) -> Callable[[], None]:
        def tell(header: Header) -> None:
            connection.notify(kind, name, header_json(header))

        first = node.machine.best.header
        ctx.after.append(lambda: tell(first))
        return node.listen(
            lambda block: connection.notify(kind, name, block.header_json), lambda: tell(node.machine.best.header)
        )

    return connection.subscribe(kind, begin)


def chain_subscribeNewHeads(ctx: Context) -> str:
    """Send every new block's header."""
    return _subscribe_heads(ctx, "chain_newHead")


def chain_subscribeAllHeads(ctx: Context) -> str:
    """Send every block's header, as there are no forks the same as the new ones."""
    return _subscribe_heads(ctx, "chain_allHead")


def chain_subscribeFinalizedHeads(ctx: Context) -> str:
    """Send every finalised block's header."""
    return _subscribe_heads(ctx, "chain_finalizedHead")
