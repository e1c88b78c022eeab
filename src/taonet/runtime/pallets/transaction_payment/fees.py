"""Transaction fees: what a transaction costs. `charging` takes it.

fee = weight of every extrinsic + weight of the call + length + tip. A picosecond costs 0.00025 rao, a byte half a rao.
Some calls became heavier after spec 459 while their fee did not: it is worked out from at most the weight they declared
then, which stands on the call. (So the chain's discount for the list of hotkeys that exits walk never counts.)

The weights on the calls give, to the rao, every fee that upstream recorded at spec 467. Of that version's measured numbers
few are public. Those of spec 459 in whole millions, and some of spec 425, still fit and stand as they were; else the time
before `reads_writes`' accesses is what the recorded fee leaves for it, known to 2,000 ps, and accesses and proof are those of
the last public measurement. For calls that are free or billed at most, the fee says nothing of the weight.

Source: polkadot-sdk/substrate/frame/transaction-payment/src/lib.rs compute_fee_raw, weight_to_fee, length_to_fee
Source: runtime/src/staking_fee.rs leaf_fee_weight, fee_weight_cap_459, leaves @045dd81
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.dispatch import dispatch_info, with_checks
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.transaction_payment.storage import ONE, Storage
from taonet.runtime.pallets.transaction_payment.types import FeeDetails, InclusionFee

WEIGHT_FEE = 250_000
LENGTH_FEE = 500_000_000
BILLION = 1_000_000_000
"""A picosecond costs WEIGHT_FEE / BILLION rao, a byte LENGTH_FEE / BILLION."""
FEES = 1_024
"""Fees that are remembered: each transaction's is asked for four times, and most transactions are like others."""


def weight_fee(weight: Weight) -> Tao:
    """Return the price of a weight in rao: to the nearest, half down. Proof size is free."""
    return _nearest(min(weight.ref_time, LIMITS.max_block.ref_time) * WEIGHT_FEE)


def length_fee(length: int) -> Tao:
    """Return the price of an extrinsic's bytes in rao: half a rao a byte, to the nearest, half down."""
    return _nearest(length * LENGTH_FEE)


def _nearest(parts: int) -> Tao:
    """Return billionths of a rao as whole rao, half down."""
    whole, rest = divmod(parts, BILLION)
    return Tao(whole + (rest > BILLION // 2))


def fee_details(s: State, length: int, declared: Declared, weight: Weight, tip: int = 0) -> FeeDetails:
    """Return the parts of a fee; `weight` is what is billed, checks included. Free calls pay the tip only."""
    if declared.pays is Pays.No:
        return FeeDetails(None, Tao(tip))
    base = LIMITS.per_class.of(declared.dispatch_class).base_extrinsic.ref_time
    return _details(base, length, weight.ref_time, Storage.NextFeeMultiplier.get(s), tip)


def _details(base: int, length: int, ref_time: int, multiplier: int, tip: int) -> FeeDetails:
    adjusted = min(weight_fee(Weight(ref_time)) * multiplier // ONE, U64_MAX)
    return FeeDetails(InclusionFee(weight_fee(Weight(base)), length_fee(length), Tao(adjusted)), Tao(tip))


def final_fee(details: FeeDetails) -> Tao:
    """Return the sum of a fee's parts."""
    parts = details.inclusion_fee
    inclusion = parts.base_fee + parts.len_fee + parts.adjusted_weight_fee if parts is not None else 0
    return Tao(min(inclusion + details.tip, U64_MAX))


def compute_fee(s: State, length: int, declared: Declared, weight: Weight, tip: int = 0) -> Tao:
    """Return the whole fee in rao: `final_fee` of `fee_details`, whose parts are worked out once for equal numbers."""
    if declared.pays is Pays.No:
        return Tao(min(tip, U64_MAX))
    base = LIMITS.per_class.of(declared.dispatch_class).base_extrinsic.ref_time
    return _whole_fee(base, length, weight.ref_time, Storage.NextFeeMultiplier.get(s), tip)


@lru_cache(FEES)
def _whole_fee(base: int, length: int, ref_time: int, multiplier: int, tip: int) -> Tao:
    return final_fee(_details(base, length, ref_time, multiplier, tip))


def quote(s: State, call: RuntimeCall, length: int, declared: Declared, tip: int = 0) -> FeeDetails:
    """Return the parts of the fee that a call would be charged before it runs."""
    return fee_details(s, length, declared, billed_weight(s, call, with_checks(call, declared.weight)), tip)


def partial_fee(s: State, call: RuntimeCall, length: int) -> tuple[Weight, DispatchClass, Tao]:
    """Return what clients ask for before they sign: weight, class and fee without tip."""
    declared = call.declared(s)
    return with_checks(call, declared.weight), declared.dispatch_class, final_fee(quote(s, call, length, declared))


def billed_weight(s: State, call: RuntimeCall, weight: Weight) -> Weight:
    """Return the weight that a call is billed for; `weight` is what it declares in all.

    Wrappers declare the calls inside them, so each of those takes off what is above its own cap.
    """
    if call.call.policy.billed_at_most is None and not call.call.policy.wraps:
        return weight
    discount = sum(_above_cap(s, leaf) for leaf in leaves(call))
    return Weight(max(weight.ref_time - discount, 0), weight.proof_size) if discount else weight


def leaves(call: RuntimeCall) -> Iterator[RuntimeCall]:
    """Yield the calls that do something, looking into wrappers whose weight includes what is inside."""
    pending = [call]
    while pending:
        present = pending.pop()
        if present.call.policy.wraps:
            pending.extend(present.inner())
        else:
            yield present


def _above_cap(s: State, call: RuntimeCall) -> int:
    cap = call.call.policy.billed_at_most
    return 0 if cap is None else max(dispatch_info(s, call).weight.ref_time - cap, 0)
