"""Whatever voters do, in any order, votes add up, locks hold what they owe, and nothing votes twice.

Accounts vote, delegate, stake, unstake, move and give stake away, transfer, batch, let validators vote for them; polls open and
end; stake earns dividends; time passes. After every step every pallet's promises are held against the state, and the
votes of each poll against all there is to vote with.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import TAO
from tests.runtime.pallets.conviction_voting.electorate import (
    FIRST_VALIDATOR,
    MARKET,
    MARKET_CLASS,
    SECOND_VALIDATOR,
    Electorate,
)

from taonet.frame.call import RuntimeCall
from taonet.frame.error import DispatchError
from taonet.frame.origin import Signed
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.dispatch import try_dispatch
from taonet.runtime.pallets.conviction_voting.accounts import voting_of
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD
from taonet.runtime.pallets.conviction_voting.storage import Storage as Voting
from taonet.runtime.pallets.conviction_voting.vote import AccountVote, Split, SplitAbstain, Standard, Vote, balance_of
from taonet.runtime.pallets.conviction_voting.voting import Casting
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.subtensor.staking.stakes import increase_hotkey_stake
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.validator_votes.storage import Storage as Validators
from taonet.runtime.pallets.validator_votes.types import Side
from taonet.runtime.types import AddressId
from taonet.sim import Chain

PEOPLE = (Chain.alice, Chain.bob, Chain.charlie, Chain.dave)
HOTKEYS = (FIRST_VALIDATOR, SECOND_VALIDATOR)
OWNERS = {FIRST_VALIDATOR: Chain.alice, SECOND_VALIDATOR: Chain.bob}
CLASSES = (0, 0, 0, 10, MARKET_CLASS)
AMOUNTS = (0, 1, 777, TAO, 50 * TAO, 333 * TAO + 1, 600 * TAO, 1_000 * TAO, 2**64 - 1)
DUST = 1_000
FUZZ = settings(settings.get_profile("chain"))

CALLS: tuple[tuple[str, str], ...] = (
    *(("ConvictionVoting", name) for name in ("vote",) * 5 + ("delegate",) * 2 + ("undelegate", "unlock", "unlock")),
    *(("ConvictionVoting", name) for name in ("remove_vote", "remove_vote", "remove_other_vote")),
    *(("ValidatorVotes", name) for name in ("vote", "vote", "remove_vote", "refresh", "speak_for_itself")),
    *(("Balances", name) for name in ("transfer_allow_death", "transfer_all", "burn")),
    *(("SubtensorModule", name) for name in ("add_stake",) * 4 + ("remove_stake",) * 2),
    *(
        ("SubtensorModule", name)
        for name in ("move_stake", "swap_stake", "transfer_stake", "transfer_stake_and_hotkey")
    ),
    *(("SubtensorModule", name) for name in ("unstake_all", "unstake_all_alpha", "burn_alpha", "recycle_alpha")),
)


def any_vote(chance: Random) -> AccountVote:
    amounts = [chance.choice(AMOUNTS) for _ in range(3)]
    kind = chance.random()
    if kind < 0.7:
        return Standard(Vote(chance.random() < 0.6, chance.choice(list(Conviction))), amounts[0])
    return Split(amounts[0], amounts[1]) if kind < 0.85 else SplitAbstain(*amounts)


KNOWN: dict[str, Callable[[Electorate, Random], Any]] = {
    "poll_index": lambda e, chance: chance.randrange(Referenda.ReferendumCount.get(e.s) + 1),
    "index": lambda e, chance: chance.randrange(Referenda.ReferendumCount.get(e.s) + 1),
    "vote": lambda _, chance: any_vote(chance),
    "class_": lambda _, chance: chance.choice(CLASSES),
    "conviction": lambda _, chance: chance.choice(list(Conviction)),
    "side": lambda _, chance: chance.choice(list(Side)),
    "itself": lambda _, chance: chance.random() < 0.5,
    "keep_alive": lambda _, chance: chance.random() < 0.5,
    "to": lambda _, chance: AddressId(chance.choice(PEOPLE)),
    "dest": lambda _, chance: AddressId(chance.choice(PEOPLE)),
    "target": lambda _, chance: AddressId(chance.choice(PEOPLE)),
    "destination_coldkey": lambda _, chance: chance.choice(PEOPLE),
    "hotkey": lambda _, chance: chance.choice(HOTKEYS),
    "origin_hotkey": lambda _, chance: chance.choice(HOTKEYS),
    "destination_hotkey": lambda _, chance: chance.choice(HOTKEYS),
    "netuid": lambda _, chance: chance.choice((ROOT, ROOT, MARKET)),
    "origin_netuid": lambda _, chance: chance.choice((ROOT, ROOT, MARKET)),
    "destination_netuid": lambda _, chance: chance.choice((ROOT, ROOT, MARKET)),
}


def any_call(e: Electorate, chance: Random) -> tuple[AccountId, RuntimeCall]:
    pallet, name = chance.choice(CALLS)
    call = e.c.runtime.calls[pallet, name]
    values = {
        argument: KNOWN[argument](e, chance) if argument in KNOWN else chance.choice(AMOUNTS) for argument in call.args
    }
    who = OWNERS[values["hotkey"]] if pallet == "ValidatorVotes" and "hotkey" in values else chance.choice(PEOPLE)
    return who, RuntimeCall(call, tuple(values.values()))


def make_calls(e: Electorate, chance: Random) -> None:
    """Make a call, or a batch of calls of one account."""
    who, call = any_call(e, chance)
    if chance.random() < 0.2:
        call = e.c.runtime.call(
            "Utility",
            chance.choice(("batch", "batch_all", "force_batch")),
            [call, *(any_call(e, chance)[1] for _ in range(chance.randrange(4)))],
        )
    before = dict(e.s.changes())
    if isinstance(try_dispatch(e.s, Signed(who), call), DispatchError):
        assert dict(e.s.changes()) == before


def pay_dividends(e: Electorate, chance: Random) -> None:
    """Let root stake on a hotkey grow, with new TAO behind it."""
    hotkey, amount = chance.choice(HOTKEYS), chance.choice((1, 999, 40 * TAO))
    if not Staking.TotalHotkeyAlpha.get(e.s, hotkey, ROOT):
        return
    e.c.give(subnet_account(ROOT), amount)
    for item in (Staking.SubnetTAO, Staking.SubnetAlphaOut):
        item.update(e.s, ROOT, lambda had: type(had)(had + amount))
    Staking.TotalStake.update(e.s, lambda had: Tao(had + amount))
    increase_hotkey_stake(e.s, hotkey, ROOT, Alpha(amount))


def end_a_poll(e: Electorate, chance: Random) -> None:
    open_ones = [index for index, _ in Referenda.ReferendumInfoFor.items(e.s) if polls.ongoing(e.s, index)]
    if len(open_ones) > 2:
        e.end(chance.choice(open_ones), approved=chance.choice((True, False, None)))


def pass_time(e: Electorate, chance: Random) -> None:
    """Let time pass in which nothing of referenda is due."""
    now, blocks = e.c.number, chance.choice((1, 100, VOTE_LOCKING_PERIOD))
    for index, _ in list(Referenda.ReferendumInfoFor.items(e.s)):
        if polls.ongoing(e.s, index):
            e.postpone(index, now + 2 * VOTE_LOCKING_PERIOD)
    e.c.skip(blocks)


def step(e: Electorate, chance: Random) -> None:
    kind = chance.random()
    if kind < 0.88:
        make_calls(e, chance)
    elif kind < 0.91:
        end_a_poll(e, chance)
    elif kind < 0.94:
        e.poll(chance.choice((ROOT, ROOT, MARKET)))
    elif kind < 0.97:
        pay_dividends(e, chance)
    else:
        pass_time(e, chance)


def nothing_votes_twice(e: Electorate) -> None:
    """Hold what is voted with in each poll against all that there is."""
    s = e.s
    pots = {subnet_account(ROOT), subnet_account(MARKET)}
    tao = sum(account.data.total for who, account in System.Account.items(s) if who not in pots)
    tao += sum(stake for (_, netuid), stake in Staking.TotalHotkeyAlpha.items(s) if netuid == ROOT)
    voted: dict[int, int] = {}
    for (who, track), _ in Voting.VotingFor.items(s):
        voting = voting_of(s, who, track)
        for index, vote in voting.votes if isinstance(voting, Casting) else []:
            delegated = voting.delegations.capital if isinstance(vote, Standard) else 0
            voted[index] = voted.get(index, 0) + balance_of(vote) + delegated
    for _, voice in Validators.Voices.items(s):
        for index, _ in voice.votes:
            voted[index] = voted.get(index, 0) + voice.stake
    for index, amount in voted.items():
        poll = polls.ongoing(s, index)
        if poll is not None:
            there_is = Staking.TotalAlphaStaked.get(s, MARKET) + DUST if poll.track == MARKET_CLASS else tao + DUST
            assert amount <= there_is, (index, amount, there_is)


def live(seed: int, steps: int) -> None:
    chance, e = Random(seed), Electorate()
    for netuid in (ROOT, ROOT, MARKET):
        e.poll(netuid)
    for netuid in (ROOT, MARKET):
        e.c.as_root("AdminUtils", "sudo_set_toggle_transfer", netuid, toggle=True)
    for who in PEOPLE:
        for netuid in (ROOT, MARKET):
            e.stake(who, 300 * TAO, chance.choice(HOTKEYS), netuid)
    for _ in range(steps):
        step(e, chance)
        e.c.check()
        nothing_votes_twice(e)


@FUZZ
@given(seed=st.integers(0, 2**64 - 1))
def test_votes_add_up_whatever_voters_do(seed: int) -> None:
    live(seed, 40)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_votes_add_up_over_long_lives(seed: int) -> None:
    live(seed, 1_000)
