"""Checks before every dispatch of a call, nested calls included.

Source: runtime/src/lib.rs `NoNestingCallFilter` and the dispatch extensions of pallets/subtensor/src/guards.
"""

from __future__ import annotations

from taonet.frame.call import RuntimeCall
from taonet.frame.origin import Origin, Root
from taonet.frame.state import State
from taonet.runtime.pallets.subtensor.validity import guard_call
from taonet.runtime.pallets.system.errors import CallFiltered

BATCHES = frozenset({"batch", "batch_all", "force_batch"})


def refuse_nested_batches(_s: State, origin: Origin, call: RuntimeCall) -> None:
    """Refuse a batch inside a batch; root may do it."""
    if not _is_batch(call) or isinstance(origin, Root):
        return
    if any(_is_batch(inner) for inner in call.args[0]):
        raise CallFiltered


def _is_batch(call: RuntimeCall) -> bool:
    return call.call.pallet_name == "Utility" and call.call.name in BATCHES


GUARDS = (refuse_nested_batches, guard_call)
