"""`system_*` and `account_*`: who this node is, and the next nonce of an account."""

from __future__ import annotations

from taonet import __version__
from taonet.crypto.ss58 import Ss58Error, decode
from taonet.frame.state import Backend
from taonet.node.chain.view import StateGone, UnknownBlock
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import DECODE_ERROR, RUNTIME_ERROR, RpcError, invalid_params
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash, to_hex
from taonet.primitives.ids import AccountId
from taonet.runtime.api.results import Err, Ok
from taonet.runtime.api.transactions import APPLY_RESULT, try_extrinsic
from taonet.runtime.pallets.system import blocks
from taonet.runtime.rules import UnknownRules
from taonet.scale import BYTES, DecodeError

ALIASES = {"account_nextIndex": "system_accountNextIndex", "system_dryRunAt": "system_dryRun"}
NAME = "taonet"


def system_accountNextIndex(ctx: Context, account: str) -> int:
    """Return the nonce for an account's next transaction, counting what is ready in the pool."""
    try:
        who, _ = decode(account)
    except Ss58Error as error:
        raise invalid_params(f"account: {error}") from error
    return ctx.node.pool.next_nonce(AccountId(who))


def system_chain(ctx: Context) -> str:
    """Return the chain's name."""
    return ctx.node.chain_name


def system_name(ctx: Context) -> str:
    """Return the name of this implementation."""
    return NAME


def system_version(ctx: Context) -> str:
    """Return the version of this implementation."""
    return __version__


def system_properties(ctx: Context) -> dict[str, object]:
    """Return how addresses and amounts are written."""
    return ctx.node.properties


def system_health(ctx: Context) -> dict[str, object]:
    """Return whether the node follows the chain."""
    return {"peers": 0, "isSyncing": False, "shouldHavePeers": False}


def system_chainType(ctx: Context) -> str:
    """Return what kind of chain this is."""
    return "Live" if ctx.node.developer is None else "Local"


def system_nodeRoles(ctx: Context) -> list[str]:
    """Return what this node does."""
    return ["Authority"]


def system_peers(ctx: Context) -> list[object]:
    """Return the peers of a node that stands alone."""
    return []


def system_localListenAddresses(ctx: Context) -> list[str]:
    """Return where peers could reach this node: nowhere."""
    return []


def system_syncState(ctx: Context) -> dict[str, int]:
    """Return where the node is: it makes the blocks itself, so always at the head."""
    number = ctx.node.view.best_number
    return {"startingBlock": 0, "currentBlock": number, "highestBlock": number}


async def system_dryRun(ctx: Context, extrinsic: Hex, at: Hex | None = None) -> str:
    """Apply a transaction on top of a block, throw the outcome away, and return it as the chain encodes it."""
    raw, view = to_bytes(extrinsic, "extrinsic"), ctx.node.view
    block_hash = to_hash(at, "at") or view.best_hash

    def trial(state: Backend) -> Ok | Err:
        s = view.overlay(state)
        blocks.look_ahead(s, block_hash)
        return try_extrinsic(s, raw)

    try:
        BYTES.decode(raw)
        return to_hex(APPLY_RESULT.encode(await ctx.work(view.read, block_hash, trial)))
    except DecodeError as error:
        raise RpcError(DECODE_ERROR, "Unable to dry run extrinsic", str(error)) from error
    except (UnknownBlock, StateGone, UnknownRules) as error:
        raise RpcError(RUNTIME_ERROR, "Unable to dry run extrinsic.", str(error)) from error
