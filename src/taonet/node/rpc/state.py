"""`state_*`: storage, runtime calls, metadata and proofs, as of any kept block."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress

from taonet.crypto.hashing import blake2_256
from taonet.node.chain.view import UnknownBlock, View
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import INVALID_COUNT, INVALID_RANGE, RpcError, invalid_params, unsafe_call
from taonet.node.rpc.hexadecimal import Hex, hexed, to_bytes, to_hash, to_hex
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.well_known import CODE
from taonet.runtime.rules import UnknownRules

Key = bytes
Value = bytes | None

MOST_PAGED = 1_000
MOST_QUERIED = 10_000
MOST_PROVED = 1_000
MOST_VALUES = 100_000
"""Values that one `state_queryStorage` may look at: keys times blocks."""

QUICK_BYTES = 4_096
"""Arguments of a quick runtime call may have so many bytes for it to be answered on the spot."""

STORAGE, VERSION = "state_storage", "state_runtimeVersion"
UNSUBSCRIBE = {"state_unsubscribeStorage": STORAGE, "state_unsubscribeRuntimeVersion": VERSION}
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


def state_getRuntimeVersion(ctx: Context, hash: Hex | None = None) -> dict[str, object]:
    """Return the version of the runtime at a block."""
    return ctx.node.view.shown(to_hash(hash)).version_json


async def state_getMetadata(ctx: Context, hash: Hex | None = None) -> str:
    """Return the metadata of the runtime at a block in version 14."""
    shown = ctx.node.view.shown(to_hash(hash))
    return await ctx.work(lambda: shown.metadata_hex)


async def state_call(ctx: Context, name: str, bytes: Hex, hash: Hex | None = None) -> str:
    """Call a runtime API, `Trait_method`, with SCALE arguments, and return its SCALE answer."""
    payload, block_hash = to_bytes(bytes, "bytes"), to_hash(hash)
    view = ctx.node.view
    if len(payload) <= QUICK_BYTES and view.is_quick(name):
        return to_hex(view.call(name, payload, block_hash))
    return await ctx.work(lambda: to_hex(view.call(name, payload, block_hash)))


def state_getStorage(ctx: Context, key: Hex, hash: Hex | None = None) -> str | None:
    """Return the value under a state key."""
    return hexed(ctx.node.view.value(to_bytes(key, "key"), to_hash(hash)))


def state_getStorageHash(ctx: Context, key: Hex, hash: Hex | None = None) -> str | None:
    """Return the hash of the value under a state key."""
    value = ctx.node.view.value(to_bytes(key, "key"), to_hash(hash))
    return None if value is None else to_hex(blake2_256(value))


async def state_getStorageSize(ctx: Context, key: Hex, hash: Hex | None = None) -> int | None:
    """Return the length of the value under a state key; or of all values under keys that begin with it, null for none."""
    wanted, view = to_bytes(key, "key"), ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    value = view.value(wanted, block_hash)
    return len(value) if value is not None else await ctx.work(_size_under, view, wanted, block_hash)


def _size_under(view: View, prefix: bytes, block_hash: Hash) -> int | None:
    return sum(len(value) for _, value in view.pairs(prefix, block_hash)) or None


def state_queryStorageAt(ctx: Context, keys: list[Hex], at: Hex | None = None) -> list[dict[str, object]]:
    """Return the values under several state keys after one block."""
    wanted = _keys(keys, MOST_QUERIED)
    view = ctx.node.view
    block_hash = to_hash(at, "at") or view.best_hash
    try:
        values = view.values(wanted, block_hash)
    except UnknownBlock as error:
        raise _no_range(block_hash, block_hash, error) from error
    return [{"block": to_hex(block_hash), "changes": _changes(wanted, values)}] if wanted else []


def _keys(keys: list[Hex], most: int) -> list[bytes]:
    if len(keys) > most:
        raise invalid_params(f"keys: at most {most} at once")
    return [to_bytes(key, "keys") for key in keys]


def _changes(keys: list[bytes], values: list[bytes | None]) -> list[tuple[str, str | None]]:
    return [(to_hex(key), hexed(value)) for key, value in zip(keys, values, strict=True)]


async def state_queryStorage(
    ctx: Context, keys: list[Hex], block: Hex, hash: Hex | None = None
) -> list[dict[str, object]]:
    """Return how values changed from one block to another, both included; the first entry has all of them."""
    wanted = _keys(keys, MOST_QUERIED)
    view = ctx.node.view
    start = to_hash(block, "block") or view.best_hash
    end = to_hash(hash) or view.best_hash
    try:
        first, last = view.number_of(start), view.number_of(end)
    except UnknownBlock as error:
        raise _no_range(start, end, error) from error
    if last < first:
        sides = (f"{first} ({to_hex(start)})", f"{last} ({to_hex(end)})")
        raise _invalid_range(*sides, "from number > to number")
    if (last - first + 1) * max(len(wanted), 1) > MOST_VALUES:
        raise invalid_params(f"keys: keys times blocks may be at most {MOST_VALUES}")
    return await ctx.work(_walk, ctx, wanted, first, last)


def _no_range(start: Hash, end: Hash, error: UnknownBlock) -> RpcError:
    return _invalid_range(to_hex(start), f"Some({to_hex(end)})", str(error))


def _invalid_range(start: str, end: str, reason: str) -> RpcError:
    # The quotation marks are the real node's.
    return RpcError(INVALID_RANGE, f'Cannot resolve a block range [\'"{start}"\' ... \'"{end}"]. {reason}')


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
    ctx: Context, prefix: Hex | None, count: int, start_key: Hex | None = None, hash: Hex | None = None
) -> list[str]:
    """Return up to `count` keys under a prefix after a start key, in byte order."""
    if not 0 <= count < 1 << 32:
        raise invalid_params(f"count: {count} is no number of keys")
    if count > MOST_PAGED:
        raise RpcError(INVALID_COUNT, f"count exceeds maximum value. value: {count}, max: {MOST_PAGED}")
    above = to_bytes(prefix or "", "prefix")
    start = to_bytes(start_key, "start_key") if start_key else None
    if start is not None and start < above:
        start = None
    return [to_hex(key) for key in ctx.node.view.keys(above, to_hash(hash), start, count)]


async def state_getKeys(ctx: Context, prefix: Hex, hash: Hex | None = None) -> list[str]:
    """Return all keys under a prefix; where they are too many for one answer, `state_getKeysPaged` has them in parts."""
    above, view = to_bytes(prefix, "prefix"), ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    return await ctx.work(lambda: [to_hex(key) for key in view.all_keys(above, block_hash)])


async def state_getPairs(ctx: Context, prefix: Hex, hash: Hex | None = None) -> list[tuple[str, str]]:
    """Return all keys under a prefix with their values; an answer that would be too long is an error."""
    above, view = to_bytes(prefix, "prefix"), ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    return await ctx.work(lambda: [(to_hex(key), to_hex(value)) for key, value in view.pairs(above, block_hash)])


async def state_getReadProof(ctx: Context, keys: list[Hex], hash: Hex | None = None) -> dict[str, object]:
    """Return the trie nodes that prove the values under state keys after a block."""
    wanted = _keys(keys, MOST_PROVED)
    view = ctx.node.view
    block_hash = to_hash(hash) or view.best_hash
    proof = await ctx.work(view.proof, wanted, block_hash)
    return {"at": to_hex(block_hash), "proof": [to_hex(node) for node in proof]}


def state_subscribeStorage(ctx: Context, keys: list[Hex] | None = None) -> str:
    """Send the values under state keys, now and whenever they change; without keys, every change of any value."""
    if keys is None:
        return _subscribe_all(ctx)
    node = ctx.node
    watched = _keys(keys, MOST_QUERIED)
    first = node.view.best_hash
    present = dict(zip(watched, node.view.values(watched, first), strict=True))

    def begin(name: str) -> Callable[[], None]:
        last = dict(present)

        def tell(block_hash: Hash, values: Mapping[Key, Value]) -> None:
            fresh = {key: values[key] for key in last if key in values and values[key] != last[key]}
            last.update(fresh)
            _tell_storage(ctx, name, block_hash, fresh)

        def taken_back() -> None:
            block_hash = node.view.best_hash
            tell(block_hash, dict(zip(watched, node.view.values(watched, block_hash), strict=True)))

        ctx.after.append(lambda: _tell_storage(ctx, name, first, present))
        return node.listen(lambda block: tell(block.hash, block.changes), taken_back)

    return ctx.need_connection().subscribe(STORAGE, begin)


def _subscribe_all(ctx: Context) -> str:
    if not ctx.local:
        raise unsafe_call()

    def begin(name: str) -> Callable[[], None]:
        return ctx.node.listen(lambda block: _tell_storage(ctx, name, block.hash, block.changes))

    return ctx.need_connection().subscribe(STORAGE, begin)


def _tell_storage(ctx: Context, name: str, block_hash: Hash, values: Mapping[Key, Value]) -> None:
    if values:
        changes = _changes(list(values), list(values.values()))
        ctx.need_connection().notify(STORAGE, name, {"block": to_hex(block_hash), "changes": changes})


def state_subscribeRuntimeVersion(ctx: Context) -> str:
    """Send the runtime's version, and again whenever it changes."""
    connection, view = ctx.need_connection(), ctx.node.view

    def begin(name: str) -> Callable[[], None]:
        sent: list[dict[str, object]] = []

        def tell() -> None:
            with suppress(UnknownRules):  # the node is about to stop
                version = view.shown().version_json
                if version not in sent[-1:]:
                    sent.append(version)
                    connection.notify(VERSION, name, version)

        ctx.after.append(tell)
        return ctx.node.listen(lambda block: tell() if CODE in block.changes else None, tell)

    return connection.subscribe(VERSION, begin)
