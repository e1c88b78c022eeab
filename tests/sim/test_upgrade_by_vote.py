"""Holders vote for other rules: they are enacted, held back until the block that was named, and in force from there."""

from __future__ import annotations

from tests.runtime.pallets.referenda.assembly import MILLION, Assembly

from taonet.crypto.hashing import blake2_256
from taonet.node.chain.outlook import rules_to_come
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import Hash
from taonet.runtime.construct import VOTES, WITHOUT_SUDO
from taonet.runtime.pallets.conviction_voting.vote import Standard, Vote
from taonet.runtime.pallets.preimage.bounded import Lookup
from taonet.runtime.pallets.scheduler.storage import Storage as Scheduler
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.types import LastRuntimeUpgradeInfo
from taonet.runtime.pallets.system.upgrades import Coming, coming
from taonet.runtime.pallets.system.well_known import CODE, code_from, code_of
from taonet.sim import Chain

NEXT = code_of(WITHOUT_SUDO)


def approve(assembly: Assembly, code: bytes) -> int:
    """Propose to set code, let all holders vote for it, and return the block in which it is enacted."""
    chain = assembly.c
    call = VOTES.call_codec.encode(VOTES.call("System", "set_code", code))
    chain.call(Chain.alice, "Preimage", "note_preimage", call)
    index = assembly.open(Lookup(Hash(blake2_256(call)), len(call)))
    for who in (Chain.alice, Chain.bob, Chain.charlie):
        chain.call(who, "ConvictionVoting", "vote", index, Standard(Vote(aye=True), Tao(MILLION // 2)))
    assembly.run(assembly.rules(index).confirm_period + 1)
    (due,) = rules_to_come(chain.s)
    assert due.code == NEXT
    return due.height


def test_rules_that_were_voted_for_hold_from_the_block_that_they_name() -> None:
    assembly = Assembly(VOTES)
    chain = assembly.c
    Sudo.Key.put(chain.s, Chain.alice)
    first = approve(assembly, code_from(NEXT, 10_000_000))
    assert (first, coming(chain.s)) == (10_000_000, None)

    (enacted,) = (when for when, tasks in Scheduler.Agenda.items(chain.s) if any(tasks))
    assembly.run_to(enacted)
    assert coming(chain.s) == Coming(first, NEXT)
    chain.go_to(first - 2)
    assembly.next()
    assert (chain.number, chain.s.get(CODE), chain.runtime) == (first - 1, NEXT, WITHOUT_SUDO)
    assembly.next()

    assert System.LastRuntimeUpgrade.get(chain.s) == LastRuntimeUpgradeInfo(476, "node-subtensor")
    assert Sudo.Key.get(chain.s) is None
    assert ("Sudo", "set_key") not in chain.runtime.calls


def test_rules_that_name_no_block_hold_behind_their_enactment() -> None:
    assembly = Assembly(VOTES)
    first = approve(assembly, NEXT)

    assembly.run_to(first - 1)

    assert (assembly.c.number, assembly.c.runtime) == (first - 1, WITHOUT_SUDO)
    assembly.next()
    assert System.LastRuntimeUpgrade.get(assembly.c.s) == LastRuntimeUpgradeInfo(476, "node-subtensor")
