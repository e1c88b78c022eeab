"""`payment_*`: what a transaction would cost."""

from __future__ import annotations

from typing import Any

from taonet.frame.api import BadApiInput
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import CLIENT_ERROR, RpcError
from taonet.node.rpc.hexes import to_bytes, to_hash
from taonet.node.view import StateGone, UnknownBlock
from taonet.runtime.pallets.transaction_payment.types import FEE_DETAILS, RUNTIME_DISPATCH_INFO
from taonet.scale import U32, Codec


def _ask(ctx: Context, method: str, extrinsic: str, block: str | None, codec: Codec[Any]) -> Any:
    raw = to_bytes(extrinsic, "extrinsic")
    try:
        answer = ctx.node.view.call(f"TransactionPaymentApi_{method}", raw + U32.encode(len(raw)), to_hash(block))
    except (BadApiInput, UnknownBlock, StateGone) as error:
        raise RpcError(CLIENT_ERROR, "Client error", str(error)) from error
    return codec.decode(answer)


def payment_queryInfo(ctx: Context, extrinsic: str, hash: str | None = None) -> object:  # noqa: A002  the name on the wire
    """Return weight, class and fee of a transaction; its signature need not be good."""
    info = _ask(ctx, "query_info", extrinsic, hash, RUNTIME_DISPATCH_INFO)
    return {
        "weight": {"ref_time": info.weight.ref_time, "proof_size": info.weight.proof_size},
        "class": info.class_.name.lower(),
        "partialFee": str(info.partial_fee),
    }


def payment_queryFeeDetails(ctx: Context, extrinsic: str, hash: str | None = None) -> object:  # noqa: A002  the name on the wire
    """Return the parts of a transaction's fee; its signature need not be good."""
    parts = _ask(ctx, "query_fee_details", extrinsic, hash, FEE_DETAILS).inclusion_fee
    if parts is None:
        return {"inclusionFee": None}
    return {
        "inclusionFee": {
            "baseFee": hex(parts.base_fee),
            "lenFee": hex(parts.len_fee),
            "adjustedWeightFee": hex(parts.adjusted_weight_fee),
        }
    }
