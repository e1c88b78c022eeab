"""`taonet_*`: what a call would do, before anybody signs it. No other node has this."""

from __future__ import annotations

from typing import Annotated

import msgspec

from taonet.crypto.ss58 import Ss58Error, decode
from taonet.frame.call import RuntimeCall
from taonet.frame.origin import ROOT_ORIGIN, OriginCaller, Signed
from taonet.frame.runtime import Runtime
from taonet.frame.state import Backend
from taonet.node.chain.preview import Preview, Timed, TooMuch, preview
from taonet.node.chain.view import View
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import invalid_params
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash, to_hex
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime.origins import caller_of
from taonet.scale import DecodeError

MOST_CALL_BYTES = 1 << 20
ROOT = "root"

Who = Annotated[str, msgspec.Meta(max_length=4_096)]


async def taonet_previewCall(
    ctx: Context, call: Hex, origin: Who | None = None, at: Hex | None = None
) -> dict[str, object]:
    """Try a call on a throw-away copy of the state after a block, and return what it would do.

    `origin` is `root` (the default), an address, or an `OriginCaller` in hexadecimal, such as a track's origin: then the
    call is filtered as at the enactment of a referendum. Changes are told item by item, `before` and `after` as text and
    as bytes. Nothing is written, so anybody may ask; calls are bounded in bytes, weight and time.

    Returns: `{"block", "number", "call", "callHash", "origin", "ok", "refusal", "weight", "events", "changes", "leftOut"}`.
    """
    view = ctx.node.view
    raw = to_bytes(call, "call")
    if len(raw) > MOST_CALL_BYTES:
        raise invalid_params(f"call: at most {MOST_CALL_BYTES} bytes are previewed, got {len(raw)}")
    block_hash = to_hash(at, "at") or view.best_hash
    found = await ctx.work(_previewed, view, raw, ROOT if origin is None else origin, block_hash)
    return {"block": to_hex(block_hash), "number": view.number_of(block_hash), **msgspec.to_builtins(found)}


def _previewed(view: View, raw: bytes, origin: str, block_hash: Hash) -> Preview:
    def trial(backend: Backend) -> Preview:
        timed = Timed(backend)
        s = view.overlay(timed)
        caller, wanted = _caller(s.runtime, origin), _call(s.runtime, raw)
        return preview(s, timed, caller, wanted, block_hash)

    try:
        return view.read(block_hash, trial)
    except TooMuch as error:
        raise invalid_params(f"call: {error}") from error


def _call(runtime: Runtime, raw: bytes) -> RuntimeCall:
    try:
        return runtime.call_codec.decode(raw)
    except DecodeError as error:
        raise invalid_params(f"call: {error}") from error


def _caller(runtime: Runtime, origin: str) -> OriginCaller:
    if origin == ROOT:
        return caller_of(ROOT_ORIGIN)
    try:
        if origin.startswith("0x"):
            return runtime.origin_codec.decode(to_bytes(origin, "origin"))
        return caller_of(Signed(AccountId(decode(origin)[0])))
    except (DecodeError, Ss58Error) as error:
        raise invalid_params(f"origin: expected root, an address or an OriginCaller in hexadecimal: {error}") from error
