"""A chain with many votes: what a block does depends on what happens in it, not on how many voted."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from tests.helpers import TAO, account
from tests.runtime.pallets.conviction_voting.electorate import FIRST_VALIDATOR, HUNDRED, Electorate, aye

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.runtime.pallets.balances.logic import total_balance
from taonet.runtime.pallets.conviction_voting import accounts, locks
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.counting import of_vote
from taonet.runtime.pallets.conviction_voting.storage import Storage
from taonet.runtime.pallets.conviction_voting.voting import Casting
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.referenda.tally import plus
from taonet.runtime.pallets.referenda.types import Ongoing
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.validator_votes.storage import Storage as Validators
from taonet.runtime.pallets.validator_votes.types import Side
from taonet.sim import Chain

POLLS, EACH = 100, 20
CHARLIE = Chain.charlie


def many_votes(e: Electorate, voters: int) -> list[int]:
    """Open 100 polls and let so many voters have votes in 20 of them each, as their calls would leave them."""
    polls = [e.poll() for _ in range(POLLS)]
    for number in range(voters):
        who, first = account(f"voter {number}"), number * EACH % POLLS
        e.c.give(who, TAO)
        cast = [(index, aye(TAO, Conviction.Locked1x)) for index in sorted(polls[first : first + EACH])]
        accounts.put(e.s, who, 0, Casting(cast))
        locks.extend(e.s, who, 0, TAO, [])
        for index, vote in cast:
            info: Any = Referenda.ReferendumInfoFor.get(e.s, index)
            status = replace(info.status, tally=plus(info.status.tally, of_vote(vote)))
            Referenda.ReferendumInfoFor.put(e.s, index, Ongoing(status))
    return polls


def refuse_to_walk(*_: object) -> Any:
    raise AssertionError("something walks over all accounts that vote")


def busy_block(e: Electorate, polls: list[int]) -> int:
    """Make a block in which voters, stakers and a validator touch every poll; return what the next one weighs more."""
    idle = opening_weight(e)
    e.c.open()
    e.vote(CHARLIE, polls[0], aye(HUNDRED))
    e.stake(Chain.dave, HUNDRED)
    for index in polls[:32]:
        e.validator_votes(Chain.alice, FIRST_VALIDATOR, index, Side.Aye)
    e.unstake(Chain.dave, HUNDRED)
    e.delegate(Chain.dave, account("voter 0"), HUNDRED)
    e.unlock(CHARLIE)
    for index in polls[32:]:
        e.vote(CHARLIE, index, aye(HUNDRED))
    e.c.close()
    return opening_weight(e) - idle


def opening_weight(e: Electorate) -> int:
    """Make a block without calls, in which every poll that was touched is looked at, and return what that weighs."""
    s: State = e.c.open()
    weight = System.BlockWeight.get(s).mandatory.ref_time
    e.c.close()
    return weight


def test_ten_thousand_open_votes_in_a_hundred_polls_make_no_block_heavier(
    e: Electorate, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = Electorate(), e
    polls = many_votes(many, 500)
    assert (
        sum(len(voting.votes) for _, voting in Storage.VotingFor.items(many.s) if isinstance(voting, Casting)) == 10_000
    )
    many.c.check()
    assert many_votes(few, 1) == polls
    for item in (Storage.VotingFor, Storage.ClassLocksFor, Validators.Speakers, Validators.Claims, Validators.Voices):
        monkeypatch.setattr(item, "items", refuse_to_walk)
    used = busy_block(many, polls)
    monkeypatch.undo()

    assert used == busy_block(few, polls)
    assert 0 < used < LIMITS.max_block.ref_time // 20
    assert total_balance(many.s, CHARLIE) == Tao(1_000 * TAO)
