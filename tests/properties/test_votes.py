"""Whatever voters do, in any order, votes add up, locks hold what they owe, and nothing votes twice.

Accounts vote, delegate, stake, unstake, move and give stake away, transfer, batch, let validators vote for them; polls open and
end; stake earns dividends; time passes. After every step every pallet's promises are held against the state, and the
votes of each poll against all there is to vote with.
"""

from __future__ import annotations

from random import Random

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
from taonet.frame.origin import ROOT_ORIGIN, Origin, Signed
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import ROOT
from taonet.runtime.construct import VOTES
from taonet.runtime.dispatch import try_dispatch
from taonet.runtime.pallets.balances.logic import total_balance
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.conviction_voting.accounts import voting_of
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD
from taonet.runtime.pallets.conviction_voting.storage import Storage as Voting
from taonet.runtime.pallets.conviction_voting.vote import Standard, balance_of
from taonet.runtime.pallets.conviction_voting.voting import Casting
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.runtime.pallets.referenda import polls
from taonet.runtime.pallets.referenda.storage import Storage as Referenda
from taonet.runtime.pallets.subtensor.staking.stakes import increase_hotkey_stake
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.tao import subnet_account
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.validator_votes.storage import Storage as Validators
from taonet.runtime.types import AddressId
from taonet.scale import DecodeError
from taonet.scale.fields import codec_of
from taonet.sim import Chain
from taonet.testing.sensible import People, voting_call
from taonet.testing.values import World, random_arguments

PAIRS = (
    (Chain.alice, FIRST_VALIDATOR),
    (Chain.bob, SECOND_VALIDATOR),
    (Chain.charlie, FIRST_VALIDATOR),
    (Chain.dave, SECOND_VALIDATOR),
)
PEOPLE = tuple(who for who, _ in PAIRS)
HOTKEYS = (FIRST_VALIDATOR, SECOND_VALIDATOR)
DUST = 1_000
"""Rao that rounding of shares may leave voted when stake is taken back."""
GOVERNANCE = ("ConvictionVoting", "ValidatorVotes", "Referenda")
RAW = sorted(name for name in VOTES.calls if name[0] in GOVERNANCE and name[1] != "kill")
"""All calls but the one that takes deposits away, with which somebody may have voted."""
FUZZ = settings(settings.get_profile("chain"))


def any_call(e: Electorate, chance: Random) -> tuple[Origin, RuntimeCall]:
    """Return a call of a voter, now and then as a batch with others, or by a proxy."""
    people = People(chance, PAIRS, (ROOT, ROOT, MARKET), Referenda.ReferendumCount.get(e.s))
    origin, call = voting_call(people, e.c.runtime)
    kind, make = chance.random(), e.c.runtime.call
    if kind < 0.2:
        others = [voting_call(people, e.c.runtime)[1] for _ in range(chance.randrange(4))]
        return origin, make("Utility", chance.choice(("batch", "batch_all", "force_batch")), [call, *others])
    if kind < 0.3:
        return Signed(Chain.dave), make("Proxy", "proxy", AddressId(Chain.charlie), None, call)
    return origin, call


def raw_call(e: Electorate, chance: Random) -> tuple[Origin, RuntimeCall] | None:
    """Return a call of referenda or votes with arguments of any kind, by a voter or by root; None now and then."""
    world, chosen = World(chance, PEOPLE, (ROOT, MARKET)), chance.choice(RAW)
    codecs = [codec_of(VOTES.spec_of(spec)) for spec in VOTES.calls[chosen].args.values()]
    head = bytes(VOTES.number_of(VOTES.calls[chosen]))
    try:
        call = VOTES.call_codec.decode(head + random_arguments(world, codecs))
    except DecodeError:
        return None  # a bound that the type does not tell
    return (ROOT_ORIGIN if chance.random() < 0.2 else Signed(chance.choice(PEOPLE))), call


def make_call(e: Electorate, chance: Random) -> None:
    """Make a call; what is refused leaves nothing."""
    chosen = raw_call(e, chance) if chance.random() < 0.15 else any_call(e, chance)
    if chosen is None:
        return
    origin, call = chosen
    before = dict(e.s.changes())
    if isinstance(try_dispatch(e.s, origin, call), DispatchError):
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
        make_call(e, chance)
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
    for who, found in Balances.Locks.items(s):
        frozen = max(lock.amount for lock in found)
        assert frozen <= total_balance(s, who) + DUST, (who, frozen)
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
    e.c.call(Chain.charlie, "Proxy", "add_proxy", AddressId(Chain.dave), ProxyType.Any, 0)
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
    live(seed, 25)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_votes_add_up_over_long_lives(seed: int) -> None:
    live(seed, 1_000)
