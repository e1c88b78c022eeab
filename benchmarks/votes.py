"""Figures of a block after votes on a hundred referenda that have ten thousand open votes: its time and its weight."""

from __future__ import annotations

import time
from typing import Final

from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.genesis.types import Genesis
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.vote import Standard, Vote
from taonet.runtime.pallets.origins.types import NetworkParameters, ReferendumCanceller, SubnetAffairs, WishForChange
from taonet.runtime.pallets.preimage.bounded import Inline
from taonet.runtime.pallets.referenda.storage import Storage
from taonet.runtime.pallets.referenda.types import After, Ongoing
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.sim import Chain

REFERENDA: Final = 100
VOTERS: Final = 1_000
VOTES_EACH: Final = 10
_ORIGINS: Final = (NetworkParameters(), SubnetAffairs(), WishForChange(), ReferendumCanceller())
_AYE: Final = Standard(Vote(aye=True, conviction=Conviction.Locked1x), 100 * RAO_PER_TAO)


def assembly() -> tuple[Chain, float]:
    """Make a chain on which all votes are cast and all referenda decided on or queued; return the time of a vote in ms."""
    voters = [AccountId(number.to_bytes(32, "big")) for number in range(1, VOTERS + 1)]
    balances = {voter: Tao(1_000 * RAO_PER_TAO) for voter in voters} | {Chain.alice: Tao(100_000 * RAO_PER_TAO)}
    c = Chain(Genesis(name="assembly", balances=balances, authorities=(), votes=True), keep_root=False)
    c.blocks(1)
    call = Inline(c.runtime.call_codec.encode(c.runtime.call("System", "remark", b"")))
    for index in range(REFERENDA):
        c.call(Chain.alice, "Referenda", "submit", _ORIGINS[index % len(_ORIGINS)], call, After(0))
        c.call(Chain.alice, "Referenda", "place_decision_deposit", index)
    began = time.perf_counter()
    for number, voter in enumerate(voters):
        for turn in range(VOTES_EACH):
            c.call(voter, "ConvictionVoting", "vote", (number * VOTES_EACH + turn) % REFERENDA, _AYE)
    spent = (time.perf_counter() - began) * 1_000 / (VOTERS * VOTES_EACH)
    c.blocks(1)
    _go_on(c)
    return c, spent


def block_after_votes(c: Chain, runs: int = 5) -> tuple[float, float, float]:
    """Return how long a block takes to open when nothing happened and after a vote on each referendum, in ms, and its weight.

    The weight is what looking at them adds, as a part of what a block may weigh, in percent.
    """
    idle = after = float("inf")
    weight = 0.0
    for _ in range(runs):
        quiet, quiet_weight = _opened(c.fork())
        busy = c.fork()
        for index in range(REFERENDA):
            busy.call(AccountId((index + 1).to_bytes(32, "big")), "ConvictionVoting", "vote", index, _AYE)
        took, its_weight = _opened(busy)
        idle, after = min(idle, quiet), min(after, took)
        weight = (its_weight - quiet_weight) * 100 / LIMITS.max_block.ref_time
    return idle, after, weight


def _opened(c: Chain) -> tuple[float, int]:
    began = time.perf_counter()
    c.open()
    return (time.perf_counter() - began) * 1_000, System.BlockWeight.get(c.s).mandatory.ref_time


def _go_on(c: Chain) -> None:
    """Let the prepare periods pass, so that as many as may be are decided on and the others queue."""
    while any(isinstance(info, Ongoing) and info.status.deciding is None and not info.status.in_queue
              for _, info in Storage.ReferendumInfoFor.items(c.s)):  # fmt: skip
        due = min(block for block, _ in Storage.Alarms.items(c.s) if block > c.number)
        c.go_to(due - 1)
        c.blocks(1)
