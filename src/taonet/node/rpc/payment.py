"""`payment_*`: what a transaction would cost. Its signature need not be good."""

from __future__ import annotations

from typing import TypeVar

from taonet.frame.api import BadApiInput
from taonet.node.chain.view import StateGone, UnknownBlock
from taonet.node.rpc.context import Context
from taonet.node.rpc.errors import DECODE_ERROR, RUNTIME_ERROR, RpcError, execution_failed
from taonet.node.rpc.hexadecimal import Hex, to_bytes, to_hash
from taonet.runtime.pallets.transaction_payment.types import FEE_DETAILS, RUNTIME_DISPATCH_INFO
from taonet.scale import BYTES, U32, Codec, DecodeError

T = TypeVar("T")


def _ask(ctx: Context, method: str, extrinsic: Hex, block: Hex | None, codec: Codec[T]) -> T:
    raw, block_hash = to_bytes(extrinsic, "encoded_xt"), to_hash(block, "at")
    what = f"Unable to query {'dispatch info' if method == 'query_info' else 'fee details'}."
    try:
        BYTES.decode(raw)
    except DecodeError as error:
        raise RpcError(DECODE_ERROR, what, str(error)) from error
    try:
        answer = ctx.node.view.call(f"TransactionPaymentApi_{method}", raw + U32.encode(len(raw)), block_hash)
    except (BadApiInput, UnknownBlock, StateGone) as error:
        raise RpcError(RUNTIME_ERROR, what, execution_failed(error)) from error
    return codec.decode(answer)


def payment_queryInfo(ctx: Context, encoded_xt: Hex, at: Hex | None = None) -> dict[str, object]:
    """Return weight, class and fee of a transaction."""
    info = _ask(ctx, "query_info", encoded_xt, at, RUNTIME_DISPATCH_INFO)
    return {
        "weight": {"ref_time": info.weight.ref_time, "proof_size": info.weight.proof_size},
        "class": info.class_.name.lower(),
        "partialFee": str(info.partial_fee),
    }


def payment_queryFeeDetails(ctx: Context, encoded_xt: Hex, at: Hex | None = None) -> dict[str, object]:
    """Return the parts of a transaction's fee."""
    parts = _ask(ctx, "query_fee_details", encoded_xt, at, FEE_DETAILS).inclusion_fee
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
