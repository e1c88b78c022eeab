"""Invariants of the commitments pallet, true after every block."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.commitments.logic import first_sealed
from taonet.runtime.pallets.commitments.storage import Storage


def the_index_names_what_is_sealed(s: State) -> None:
    """`TimelockedIndex` has exactly the commitments with a sealed field."""
    sealed = {key for key, record in Storage.CommitmentOf.items(s) if first_sealed(record.info) is not None}
    indexed = Storage.TimelockedIndex.get(s)
    if set(indexed) != sealed:
        wrong = sorted(set(indexed) ^ sealed)
        raise BrokenInvariant(f"sealed commitments and their index differ in {[(n, who.hex()) for n, who in wrong]}")
