"""What calls of referenda weigh: upstream's measurements.

Looking at a referendum may let the next one of its track begin, which upstream does by a call of its own; the heaviest
weights here have that on top.

Source: polkadot-sdk/substrate/frame/referenda/src/weights.rs submit, place_decision_deposit_preparing
Source: polkadot-sdk/substrate/frame/referenda/src/branch.rs weight_of_nudge, weight_of_deposit
"""

from __future__ import annotations

from taonet.frame.call import Declared
from taonet.frame.state import State
from taonet.frame.weight import Weight, reads_writes
from taonet.runtime.pallets.referenda.life import Branch

_ONE_AGENDA, _TWO_AGENDAS, _INFO, _QUEUE = 110_487, 219_984, 3_831, 5_477

SUBMIT = reads_writes(28_335_000, 2, 3, _ONE_AGENDA)
REFUND_DECISION = reads_writes(26_311_000, 1, 1, _INFO)
REFUND_SUBMISSION = reads_writes(25_638_000, 1, 1, _INFO)
CANCEL = reads_writes(28_944_000, 3, 4, _TWO_AGENDAS)
KILL = reads_writes(65_459_000, 4, 4, _TWO_AGENDAS)
ONE_FEWER_EMPTY = reads_writes(9_588_000, 2, 1, _QUEUE)
ONE_FEWER = reads_writes(43_855_000, 3, 3, _ONE_AGENDA)
SET_METADATA = reads_writes(18_983_000, 3, 1, _INFO)
CLEAR_METADATA = reads_writes(16_347_000, 2, 1, _INFO)

PLACE = reads_writes(62_682_000, 4, 5, _TWO_AGENDAS)
_PLACED = {
    Branch.PREPARING: reads_writes(42_043_000, 3, 4, _TWO_AGENDAS),
    Branch.NO_PREIMAGE: reads_writes(42_043_000, 3, 4, _TWO_AGENDAS),
}

NUDGE = reads_writes(31_145_000, 4, 4, _TWO_AGENDAS).plus(ONE_FEWER)
_NUDGED = {
    Branch.NO_DEPOSIT: reads_writes(18_760_000, 2, 2, _ONE_AGENDA),
    Branch.PREPARING: reads_writes(19_087_000, 2, 2, _ONE_AGENDA),
    Branch.NO_PREIMAGE: reads_writes(19_087_000, 2, 2, _ONE_AGENDA),
    Branch.BEGIN_CONFIRMING: reads_writes(21_353_000, 2, 2, _ONE_AGENDA),
    Branch.CONTINUE_CONFIRMING: reads_writes(19_959_000, 2, 2, _ONE_AGENDA),
    Branch.END_CONFIRMING: reads_writes(21_826_000, 2, 2, _ONE_AGENDA),
    Branch.CONTINUE_NOT_CONFIRMING: reads_writes(21_344_000, 2, 2, _ONE_AGENDA),
    Branch.TIMED_OUT: reads_writes(13_859_000, 1, 1, _INFO),
}


def placed(branch: Branch) -> Weight:
    """Return what completing a decision deposit weighed, from how the referendum went on."""
    return _PLACED.get(branch, PLACE)


def nudged(branch: Branch) -> Weight:
    """Return what looking at a referendum weighed, from how it went on."""
    return _NUDGED.get(branch, NUDGE)


def metadata_declared(_s: State, index: int, maybe_hash: bytes | None) -> Declared:
    """Declare a `set_metadata`."""
    return Declared(CLEAR_METADATA if maybe_hash is None else SET_METADATA)
