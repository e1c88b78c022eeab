"""Weights of calls as dispatch sees them: the call's own plus that of the checks before every dispatch.

Calls inside calls are dispatched too, so each carries the checks' weight once more.
"""

from __future__ import annotations

from taonet.frame.call import Declared, PostInfo, RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.weight import Weight

EXTENSION_WEIGHT = Weight(60_000_000, 4198)
"""The checks before every dispatch, inherents included.

The proof size is that of recorded blocks; the time is the share that the official client takes off a quoted weight.
"""


def dispatch_info(call: RuntimeCall) -> Declared:
    """Return what a call declares, with the weight of the checks before it."""
    declared = call.declared()
    return Declared(declared.weight.plus(EXTENSION_WEIGHT), declared.dispatch_class, declared.pays)


def used_weight(call: RuntimeCall, outcome: PostInfo | DispatchError) -> Weight:
    """Return what a dispatched call used, checks included, and never more than it declared."""
    most = dispatch_info(call).weight
    if outcome.actual_weight is None:
        return most
    used = outcome.actual_weight.plus(EXTENSION_WEIGHT)
    return Weight(min(used.ref_time, most.ref_time), min(used.proof_size, most.proof_size))
