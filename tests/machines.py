"""A node's state machine driven by hand."""

from __future__ import annotations

from taonet.crypto.keys import Keypair
from taonet.frame.call import RuntimeCall
from taonet.node.chain.machine import Machine
from taonet.node.consensus.port import Finalized, Moment, Prepared
from taonet.runtime.pallets.aura.storage import SLOT_DURATION
from taonet.runtime.transaction.era import IMMORTAL, mortal
from taonet.sim import sign_call
from taonet.sim.chain import FIRST_TIME

MUCH_ROOM = 5_000_000


def sign_at_head(
    machine: Machine, pair: Keypair, call: RuntimeCall, *, nonce: int | None = None, tip: int = 0, period: int = 8
) -> bytes:
    """Return a transaction that is good for `period` blocks from the newest one on; 0 makes it immortal."""
    header, best = machine.best.header, machine.best.hash
    era = mortal(period, header.number) if period else IMMORTAL
    return sign_call(machine.state(), pair, call, nonce=nonce, tip=tip, era=era, birth=best if period else None)


def make_block(
    machine: Machine, candidates: tuple[bytes, ...] = (), room: int = MUCH_ROOM
) -> tuple[Prepared, Finalized]:
    """Build and commit the next block from what is offered."""
    tip = machine.info()
    moment = Moment(tip.height + 1, tip.time + SLOT_DURATION if tip.time else FIRST_TIME)
    prepared = machine.prepare_proposal(moment, candidates, room)
    finalized = machine.finalize_block(moment, prepared.txs)
    machine.commit()
    return prepared, finalized
