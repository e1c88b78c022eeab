"""Invariants of the multisig pallet, true after every block."""

from __future__ import annotations

from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.runtime.pallets.multisig.storage import Storage


def approvals_are_in_order(s: State) -> None:
    """Whoever approved what still waits has done so once, in order, and somebody has."""
    for (account, _), waiting in Storage.Multisigs.items(s):
        approvals = waiting.approvals
        if not approvals or approvals != sorted(set(approvals)):
            raise BrokenInvariant(f"0x{account.hex()}: its approvals are {[who.hex() for who in approvals]}")
