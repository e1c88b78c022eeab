"""`state_*`: storage, runtime calls, metadata and proofs, as of any kept block."""

from __future__ import annotations

from taonet.crypto.hashing import blake2_256
from taonet.node.chain.block import Block
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import INVALID_COUNT, RpcError, client_error, invalid_params
from taonet.node.rpc.hexadecimal import hexed, to_bytes, to_hash, to_hex

MOST_KEYS = 1_000
MOST_QUERIED = 10_000
MOST_PROVED = 1_000
MOST_VALUES = 100_000
"""Values that one `state_queryStorage` may look at: keys times blocks."""

QUICK_BYTES = 4_096
"""Arguments of a quick runtime call may have so many bytes for it to be answered on the spot."""

ALIASES = {
    "state_getStorageAt": "state_getStorage",
    "state_getStorageHashAt": "state_getStorageHash",
    "state_getStorageSizeAt": "state_getStorageSize",
    "state_getKeysPagedAt": "state_getKeysPaged",
    "state_callAt": "state_call",
    "chain_getRuntimeVersion": "state_getRuntimeVersion",
    "chain_subscribeRuntimeVersion": "state_subscribeRuntimeVersion",
    "chain_unsubscribeRuntimeVersion": "state_unsubscribeRuntimeVersion",
}


def state_getRuntimeVersion(ctx: Context, hash: str | None = None) -> dict[str, object]:
    """Return the version of the runtime at a block."""
    view = ctx.node.view
    view.number_of(to_hash(hash))
    return view.version_json


async def state_getMetadata(ctx: Context, hash: str | None = None) -> str:
    """Return the metadata in version 14."""
    view = ctx.node.view
    view.number_of(to_hash(hash))
    return await ctx.work(lambda: view.metadata_hex)


async def state_call(ctx: Context, name: str, data: str, hash: str | None = None) -> str:
    """Call a runtime API, `Trait_method`, with SCALE arguments, and return its SCALE answer."""
    payload, block_hash = to_bytes(data, "data"), to_hash(hash)
    view = ctx.node.view
    if len(payload) <= QUICK_BYTES and view.is_quick(name):
        return to_hex(view.call(name, payload, block_hash))
    return await ctx.work(lambda: to_hex(view.call(name, payload, block_hash)))


def state_getStorage(ctx: Context, key: str, hash: str | None = None) -> str | None:
    """Return the value under a state key."""
    return hexed(ctx.node.view.value(to_bytes(key, "key"), to_hash(hash)))


def state_getStorageHash(ctx: Context, key: str, hash: str | None = None) -> str | None:
    """Return the hash of the value under a state key."""
    value = ctx.node.view.value(to_bytes(key, "key"), to_hash(hash))
    return None if value is None else to_hex(blake2_256(value))


def state_getStorageSize(ctx: Context, key: str, hash: str | None = None) -> int | None:
    """Return the length of the value under a state key."""
    value = ctx.node.view.value(to_bytes(key, "key"), to_hash(hash))
    return None if value is None else len(value)


def state_queryStorageAt(ctx: Context, keys: list[str], at: str | None = None) -> list[dict[str, object]]:
    """Return the values under several state keys after one block."""
    wanted = _keys(keys, MOST_QUERIED)
    view = ctx.node.view
    block_hash = to_hash(at, "at") or view.best_hash
    values = view.values(wanted, block_hash)
    return [{"block": to_hex(block_hash), "changes": _changes(wanted, values)}]


def _keys(keys: list[str], most: int) -> list[bytes]:
    if len(keys) > most:
        raise invalid_params(f"keys: at most {most} at once")
    return [to_bytes(key, "keys") for key in keys]


def _changes(keys: list[bytes], values: list[bytes | None]) -> list[tuple[str, str | None]]:
    return [(to_hex(key), hexed(value)) for key, value in zip(keys, values, strict=True)]


async def state_queryStorage(
    ctx: Context, keys: list[str], fromBlock: str, toBlock: str | None = None
) -> list[dict[str, object]]:
    """Return how values changed from one block to another, both included; the first entry has all of them."""
    wanted = _keys(keys, MOST_QUERIED)
    view = ctx.node.view
    first, last = view.number_of(to_hash(fromBlock, "fromBlock")), view.number_of(to_hash(toBlock, "toBlock"))
    if last < first:
        raise invalid_params("toBlock: lies before fromBlock")
    if (last - first + 1) * max(len(wanted), 1) > MOST_VALUES:
        raise invalid_params(f"keys: keys times blocks may be at most {MOST_VALUES}")
    return await ctx.work(_walk, ctx, wanted, first, last)


def _walk(ctx: Context, keys: list[bytes], first: int, last: int) -> list[dict[str, object]]:
    view = ctx.node.view
    rows: list[dict[str, object]] = []
    before: list[bytes | None] = []
    for number in range(first, last + 1):
        block_hash = view.store.block_hash(number)
        if block_hash is None:  # rolled back meanwhile
            break
        now = view.values(keys, block_hash)
        changed = [index for index in range(len(keys)) if number == first or now[index] != before[index]]
        before = now
        if changed:
            changes = _changes([keys[index] for index in changed], [now[index] for index in changed])
            rows.append({"block": to_hex(block_hash), "changes": changes})
    return rows


def state_getKeysPaged(
    ctx: Context, prefix: str | None, count: int, startKey: str | None = None, hash: str | None = None
) -> list[str]:
    """Return up to `count` keys under a prefix after a start key, in byte order."""
    if not 0 <= count <= MOST_KEYS:
        raise RpcError(INVALID_COUNT, f"count exceeds maximum value. value: {count}, max: {MOST_KEYS}")
    above = to_bytes(prefix or "", "prefix")
    start = to_bytes(startKey, "startKey") if startKey else None
    if start is not None and start < above:
        start = None
    return [to_hex(key) for key in ctx.node.view.keys(above, to_hash(hash), start, count)]


def state_getKeys(ctx: Context, prefix: str, hash: str | None = None) -> list[str]:
    """Return the first keys under a prefix, at most 1,000; `state_getKeysPaged` gives the others."""
    return state_getKeysPaged(ctx, prefix, MOST_KEYS, None, hash)


def state_getPairs(ctx: Context, prefix: str, hash: str | None = None) -> list[tuple[str, str | None]]:
    """Return the first keys and values under a prefix, at most 1,000."""
    pairs = ctx.node.view.pairs(to_bytes(prefix, "prefix"), to_hash(hash), MOST_KEYS)
    return [(to_hex(key), hexed(value)) for key, value in pairs]


async def state_getReadProof(ctx: Context, keys: list[str], hash: str | None = None) -> dict[str, object]:
    """Return the trie nodes that prove the values under state keys after a block."""
    wanted = _keys(keys, MOST_PROVED)
    view = ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    header = view.header(block_hash)
    if header is not None and not any(header.state_root):
        raise client_error("the node was started without state roots, so nothing can be proved")
    proof = await ctx.work(view.proof, wanted, block_hash)
    return {"at": to_hex(block_hash), "proof": [to_hex(node) for node in proof]}


def state_subscribeStorage(ctx: Context, keys: list[str]) -> str:
    """Send the values under state keys, now and whenever they change."""
    connection, view, listeners = ctx.need_connection(), ctx.node.view, ctx.node.machine.feed.listeners
    watched = _keys(keys, MOST_QUERIED)
    first = view.best_hash
    last = dict(zip(watched, view.values(watched, first), strict=True))

    def tell(block: Block) -> None:
        changes = block.changes
        fresh = {key: changes[key] for key in last if key in changes and changes[key] != last[key]}
        if fresh:
            last.update(fresh)
            _tell_storage(ctx, name, block.hash, fresh)

    name = connection.subscribe(lambda: listeners.remove(tell))
    listeners.append(tell)
    present = dict(last)
    ctx.after.append(lambda: _tell_storage(ctx, name, first, present))
    return name


def _tell_storage(ctx: Context, name: str, block_hash: bytes, values: dict[bytes, bytes | None]) -> None:
    changes = _changes(list(values), list(values.values()))
    ctx.need_connection().notify("state_storage", name, {"block": to_hex(block_hash), "changes": changes})


def state_unsubscribeStorage(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)


def state_subscribeRuntimeVersion(ctx: Context) -> str:
    """Send the runtime's version; it never changes while a node runs."""
    connection = ctx.need_connection()
    name = connection.subscribe(lambda: None)
    ctx.after.append(lambda: connection.notify("state_runtimeVersion", name, ctx.node.view.version_json))
    return name


def state_unsubscribeRuntimeVersion(ctx: Context, subscription: str) -> bool:
    """End a subscription."""
    return ctx.need_connection().unsubscribe(subscription)
