"""The preimage of a referendum's call: asked for as long as the referendum is ongoing, so that nobody can take it away.

What is stored when the referendum is submitted is asked for from then on; what comes later from when deciding begins. What
nobody stored is not asked for: who notes a preimage that is asked for pays nothing, and could store megabytes for the
price of a submission.

Source: polkadot-sdk/substrate/frame/referenda/src/lib.rs submit
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.runtime.pallets.preimage import bounded, store
from taonet.runtime.pallets.preimage.bounded import Bounded, Lookup
from taonet.runtime.pallets.referenda.storage import Storage


def is_readable(s: State, proposal: Bounded) -> bool:
    """Tell whether all is there that is needed to read a call, in the length that was given."""
    if isinstance(proposal, Lookup):
        return store.length_of(s, proposal.hash) == proposal.len
    return bounded.have(s, proposal)


def has_another_length(s: State, proposal: Bounded) -> bool:
    """Tell whether a call's preimage is stored in another length than was given."""
    return isinstance(proposal, Lookup) and bounded.have(s, proposal) and not is_readable(s, proposal)


def hold(s: State, index: int, proposal: Bounded) -> None:
    """Ask for the preimage of a referendum's call, once, if it is stored."""
    if not isinstance(proposal, bounded.Inline) and is_readable(s, proposal) and not Storage.Held.get(s, index):
        bounded.hold(s, proposal)
        Storage.Held.put(s, index, value=True)


def drop(s: State, index: int, proposal: Bounded) -> None:
    """Ask for the preimage of a referendum's call no more."""
    if Storage.Held.take(s, index):
        bounded.drop(s, proposal)
