"""`chain_*`: blocks and headers. Best and finalised are the same block: a block is final when it is made."""

from __future__ import annotations

from taonet.node.chain.block import Block, header_json
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import invalid_params
from taonet.node.rpc.hexadecimal import hexed, to_hash, to_hex

MOST_HASHES = 1_000
MOST_DIGITS = 66

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


def chain_getBlockHash(ctx: Context, number: int | str | list[int | str] | None = None) -> object:
    """Return the hash of a block by number, of several, or of the newest."""
    if isinstance(number, list):
        if len(number) > MOST_HASHES:
            raise invalid_params(f"number: at most {MOST_HASHES} at once")
        return [_hash_of(ctx, one) for one in number]
    return to_hex(ctx.node.view.best_hash) if number is None else _hash_of(ctx, number)


def _hash_of(ctx: Context, number: int | str) -> str | None:
    wanted = _number(number) if isinstance(number, str) else number
    if not 0 <= wanted < 1 << 32:
        raise invalid_params(f"number: {wanted} is no block number")
    return hexed(ctx.node.view.store.block_hash(wanted))


def _number(text: str) -> int:
    if not text.startswith("0x") or len(text) > MOST_DIGITS:
        raise invalid_params("number: a number, or hexadecimal that starts with 0x")
    try:
        return int(text, 16)
    except ValueError:
        raise invalid_params("number: a number, or hexadecimal that starts with 0x") from None


def chain_getFinalizedHead(ctx: Context) -> str:
    """Return the hash of the last finalised block."""
    return to_hex(ctx.node.view.best_hash)


def chain_getHeader(ctx: Context, hash: str | None = None) -> object:
    """Return a header, or null for an unknown block."""
    header = ctx.node.view.header(to_hash(hash))
    return None if header is None else header_json(header)


def chain_getBlock(ctx: Context, hash: str | None = None) -> object:
    """Return a block with its extrinsics, or null for an unknown block."""
    view = ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    header = view.header(block_hash)
    if header is None:
        return None
    extrinsics = [to_hex(raw) for raw in view.body(block_hash)]
    return {"block": {"header": header_json(header), "extrinsics": extrinsics}, "justifications": None}


def _subscribe_heads(ctx: Context, method: str) -> str:
    connection, machine = ctx.need_connection(), ctx.node.machine
    listeners = machine.feed.listeners

    def tell(block: Block) -> None:
        connection.notify(method, name, block.header_json)

    name = connection.subscribe(lambda: listeners.remove(tell))
    listeners.append(tell)
    first = machine.best.header
    ctx.after.append(lambda: connection.notify(method, name, header_json(first)))
    return name


def chain_subscribeNewHeads(ctx: Context) -> str:
    """Send every new block's header."""
    return _subscribe_heads(ctx, "chain_newHead")


def chain_subscribeAllHeads(ctx: Context) -> str:
    """Send every block's header, as there are no forks the same as the new ones."""
    return _subscribe_heads(ctx, "chain_allHead")


def chain_subscribeFinalizedHeads(ctx: Context) -> str:
    """Send every finalised block's header."""
    return _subscribe_heads(ctx, "chain_finalizedHead")


def chain_unsubscribeNewHeads(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)


def chain_unsubscribeAllHeads(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)


def chain_unsubscribeFinalizedHeads(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)
