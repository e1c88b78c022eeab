"""`payment_*`: what a transaction would cost. Its signature need not be good."""

from __future__ import annotations

from typing import TypeVar

from taonet.node.rpc.context import Context
from taonet.node.rpc.hexadecimal import to_bytes, to_hash
from taonet.runtime.pallets.transaction_payment.types import FEE_DETAILS, RUNTIME_DISPATCH_INFO
from taonet.scale import U32, Codec

T = TypeVar("T")


def _ask(ctx: Context, method: str, extrinsic: str, block: str | None, codec: Codec[T]) -> T:
    raw = to_bytes(extrinsic, "extrinsic")
    payload = raw + U32.encode(len(raw))
    return codec.decode(ctx.node.view.call(f"TransactionPaymentApi_{method}", payload, to_hash(block)))


def payment_queryInfo(ctx: Context, extrinsic: str, hash: str | None = None) -> dict[str, object]:
    """Return weight, class and fee of a transaction."""
    info = _ask(ctx, "query_info", extrinsic, hash, RUNTIME_DISPATCH_INFO)
    return {
        "weight": {"ref_time": info.weight.ref_time, "proof_size": info.weight.proof_size},
        "class": info.class_.name.lower(),
        "partialFee": str(info.partial_fee),
    }


def payment_queryFeeDetails(ctx: Context, extrinsic: str, hash: str | None = None) -> dict[str, object]:
    """Return the parts of a transaction's fee."""
    parts = _ask(ctx, "query_fee_details", extrinsic, hash, FEE_DETAILS).inclusion_fee
    if parts is None:
        return {"inclusionFee": None}
    # Numbers, not hexadecimal: this chain's balances are u64 and convert to numbers.
    return {
        "inclusionFee": {
            "baseFee": parts.base_fee,
            "lenFee": parts.len_fee,
            "adjustedWeightFee": parts.adjusted_weight_fee,
        }
    }
