"""What calls of the multisig pallet declare and use, by the number of other people and the length of the call.

The times before accesses are those that the recorded fees leave for one other person, with the slopes of the last public
measurement; what no fee shows, the first of several approvals and those between, is that measurement's.

Source: polkadot-sdk/substrate/frame/multisig/src/weights.rs as_multi_threshold_1, as_multi_create, as_multi_approve
Source: polkadot-sdk/substrate/frame/multisig/src/weights.rs as_multi_complete, approve_as_multi_create
Source: polkadot-sdk/substrate/frame/multisig/src/weights.rs cancel_as_multi, poke_deposit @060d530
Source: runtime/tests/fee_baseline.rs multisig_as_multi, multisig_cancel_as_multi @045dd81
"""

from __future__ import annotations

from taonet.frame.call import Declared, RuntimeCall
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.primitives.ids import AccountId
from taonet.runtime.dispatch import dispatch_info
from taonet.runtime.pallets.multisig.types import Timepoint

_PROOF = 6_811
_ACTING_FOR = reads_writes(0, 1, 1)
"""The account that a call is made for."""


def threshold_1(length: int) -> Weight:
    """Return what approving alone costs, without the call."""
    return reads_writes(20_470_000 + 572 * length, 2, 0, 3_997)


def create(others: int, length: int) -> Weight:
    """Return what beginning an operation costs."""
    return reads_writes(32_052_125 + 111_179 * others + 1_447 * length, 1, 1, _PROOF)


def approve(others: int, length: int) -> Weight:
    """Return what an approval costs that is not the last."""
    return reads_writes(17_940_334 + 106_203 * others + 1_441 * length, 1, 1, _PROOF)


def complete(others: int, length: int) -> Weight:
    """Return what the last approval costs, without the call."""
    return reads_writes(34_778_000 + 164_555 * others + 1_573 * length, 4, 2, _PROOF)


def _approve_hash(others: int) -> Weight:
    return reads_writes(27_496_000 + 107_619 * others, 1, 1, _PROOF)


def _cancel(others: int) -> Weight:
    return reads_writes(28_652_000 + 107_460 * others, 1, 1, _PROOF)


def _poke(others: int) -> Weight:
    return reads_writes(27_311_000 + 161_074 * others, 1, 1, _PROOF)


def as_multi_threshold_1_declared(s: State, other_signatories: list[AccountId], call: RuntimeCall) -> Declared:
    """Declare an `as_multi_threshold_1`: of the class of the call inside, and never free."""
    inner = dispatch_info(s, call)
    return Declared(threshold_1(length_of(s, call)).plus(_ACTING_FOR).plus(inner.weight), inner.dispatch_class)


def as_multi_declared(
    s: State,
    threshold: int,
    other_signatories: list[AccountId],
    maybe_timepoint: Timepoint | None,
    call: RuntimeCall,
    max_weight: Weight,
) -> Declared:
    """Declare an `as_multi`: the dearest of its outcomes, with as much for the call as is allowed."""
    others, length = len(other_signatories), length_of(s, call)
    parts = (create(others, length), approve(others, length), complete(others, length))
    most = Weight(max(part.ref_time for part in parts), max(part.proof_size for part in parts))
    return Declared(most.plus(max_weight))


def approve_as_multi_declared(
    s: State,
    threshold: int,
    other_signatories: list[AccountId],
    maybe_timepoint: Timepoint | None,
    call_hash: bytes,
    max_weight: Weight,
) -> Declared:
    """Declare an `approve_as_multi`."""
    return Declared(_approve_hash(len(other_signatories)).plus(max_weight))


def cancel_as_multi_declared(
    s: State, threshold: int, other_signatories: list[AccountId], timepoint: Timepoint, call_hash: bytes
) -> Declared:
    """Declare a `cancel_as_multi`."""
    return Declared(_cancel(len(other_signatories)))


def poke_deposit_declared(s: State, threshold: int, other_signatories: list[AccountId], call_hash: bytes) -> Declared:
    """Declare a `poke_deposit`."""
    return Declared(_poke(len(other_signatories)))


def length_of(s: State, call: RuntimeCall) -> int:
    """Return how many bytes a call has on the wire."""
    return len(s.runtime.call_codec.encode(call))
