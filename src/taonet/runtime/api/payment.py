"""Fee estimates for transactions and calls; no signature is needed."""

from __future__ import annotations

from taonet.frame.api import BadApiInput, runtime_api
from taonet.frame.state import State
from taonet.frame.weight import Weight
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.transaction_payment import fees
from taonet.runtime.pallets.transaction_payment.types import (
    FeeDetails,
    RuntimeDispatchInfo,
)
from taonet.runtime.transaction.extrinsic import Extrinsic, decode
from taonet.runtime.types import any_call, opaque_extrinsic, tao
from taonet.scale import BYTES, ScaleError, u32

TRANSACTIONS = runtime_api("TransactionPaymentApi", version=4, doc="Fees of transactions.")
CALLS = runtime_api("TransactionPaymentCallApi", version=3, doc="Fees of calls.")


@TRANSACTIONS.method(quick=True)
def query_info(s: State, uxt: opaque_extrinsic, len: u32) -> RuntimeDispatchInfo:
    """Return weight, class and fee of a transaction of `len` bytes, whoever signed it or nobody; the tip is left out."""
    extrinsic = _read(s, "TransactionPaymentApi_query_info", uxt)
    weight, dispatch_class, fee = fees.partial_fee(s, extrinsic.call, len)
    return RuntimeDispatchInfo(weight, dispatch_class, fee if extrinsic.signature is not None else Tao(0))


@TRANSACTIONS.method()
def query_fee_details(s: State, uxt: opaque_extrinsic, len: u32) -> FeeDetails:
    """Return the parts of a transaction's fee; an unsigned one has none."""
    extrinsic = _read(s, "TransactionPaymentApi_query_fee_details", uxt)
    if extrinsic.signature is None:
        return FeeDetails(None, Tao(0))
    return fees.quote(s, extrinsic.call, len, extrinsic.call.declared(s))


@TRANSACTIONS.method()
def query_weight_to_fee(_s: State, weight: Weight) -> tao:
    """Return the price of a weight in rao."""
    return fees.weight_fee(weight)


@TRANSACTIONS.method()
def query_length_to_fee(_s: State, length: u32) -> tao:
    """Return the price of an extrinsic's bytes in rao."""
    return fees.length_fee(length)


@CALLS.method()
def query_call_info(s: State, call: any_call, len: u32) -> RuntimeDispatchInfo:
    """Return weight, class and fee of a call in an extrinsic of `len` bytes; the tip is left out."""
    return RuntimeDispatchInfo(*fees.partial_fee(s, call, len))


@CALLS.method()
def query_call_fee_details(s: State, call: any_call, len: u32) -> FeeDetails:
    """Return the parts of a call's fee in an extrinsic of `len` bytes."""
    return fees.quote(s, call, len, call.declared(s))


CALLS.method()(query_weight_to_fee)
CALLS.method()(query_length_to_fee)


def _read(s: State, method: str, uxt: bytes) -> Extrinsic:
    try:
        return decode(s.runtime, BYTES.encode(uxt))
    except ScaleError as reason:
        raise BadApiInput(method, reason) from reason
