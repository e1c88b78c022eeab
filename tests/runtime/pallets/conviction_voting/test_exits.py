"""Every way by which voted TAO, root stake or alpha could leave its voter, and the attacks that would use it.

The numbers in names are those of the list of known attacks that governance systems have seen.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from tests.helpers import TAO, account
from tests.runtime.pallets.conviction_voting.electorate import (
    FIRST_VALIDATOR,
    HUNDRED,
    MARKET,
    MARKET_CLASS,
    SECOND_VALIDATOR,
    Electorate,
    aye,
)

from taonet.frame.error import DispatchError, TokenError
from taonet.primitives.ids import ROOT, AccountId
from taonet.runtime.pallets.balances.logic import total_balance
from taonet.runtime.pallets.balances.storage import Storage as Balances
from taonet.runtime.pallets.conviction_voting.conviction import Conviction
from taonet.runtime.pallets.conviction_voting.errors import InsufficientFunds, NothingToLock, NotOngoing, NotVoter
from taonet.runtime.pallets.conviction_voting.locks import LOCK_ID, lock_of
from taonet.runtime.pallets.conviction_voting.storage import VOTE_LOCKING_PERIOD, Storage
from taonet.runtime.pallets.proxy.types import ProxyType
from taonet.runtime.pallets.referenda.tally import Tally
from taonet.runtime.pallets.subtensor.staking import alpha_fees, positions
from taonet.runtime.pallets.subtensor.staking.errors import StakeUnavailable
from taonet.runtime.pallets.subtensor.staking.limits import availability
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of, stake_of_coldkey
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.types import AddressId
from taonet.sim import Chain

CHARLIE, DAVE, BOB = Chain.charlie, Chain.dave, Chain.bob
THOUSAND = 1_000 * TAO
ALL = 2**64 - 1


def lock(e: Electorate, who: AccountId) -> int:
    return next((one.amount for one in Balances.Locks.get(e.s, who) if one.id == LOCK_ID), 0)


def staked_and_voted(e: Electorate) -> int:
    """Let Charlie stake 600 of 1,000 TAO on root and vote with all."""
    poll = e.poll()
    e.stake(CHARLIE, 600 * TAO)
    e.vote(CHARLIE, poll, aye(THOUSAND, Conviction.Locked1x))
    return poll


ROOT_EXITS: list[tuple[str, tuple[Any, ...]]] = [
    ("transfer_stake", (DAVE, FIRST_VALIDATOR, ROOT, ROOT, HUNDRED)),
    ("transfer_stake", (DAVE, FIRST_VALIDATOR, ROOT, MARKET, HUNDRED)),
    ("transfer_stake_and_hotkey", (DAVE, FIRST_VALIDATOR, SECOND_VALIDATOR, ROOT, ROOT, HUNDRED)),
    ("move_stake", (FIRST_VALIDATOR, SECOND_VALIDATOR, ROOT, MARKET, HUNDRED)),
    ("move_stake_limit", (FIRST_VALIDATOR, SECOND_VALIDATOR, ROOT, MARKET, HUNDRED, 0, True)),
    ("swap_stake", (FIRST_VALIDATOR, ROOT, MARKET, HUNDRED)),
    ("swap_stake_limit", (FIRST_VALIDATOR, ROOT, MARKET, HUNDRED, 0, True)),
]


@pytest.mark.parametrize(("name", "args"), ROOT_EXITS)
def test_21_voted_root_stake_cannot_become_anothers_or_a_subnets(
    e: Electorate, name: str, args: tuple[Any, ...]
) -> None:
    for netuid in (ROOT, MARKET):
        e.c.as_root("AdminUtils", "sudo_set_toggle_transfer", netuid, toggle=True)
    poll = staked_and_voted(e)
    with e.c.refused(StakeUnavailable):
        e.c.call(CHARLIE, "SubtensorModule", name, *args)

    # Without the vote it may go.
    e.remove(CHARLIE, poll)
    e.unlock(CHARLIE)
    e.c.call(CHARLIE, "SubtensorModule", name, *args)


def test_21_unstaking_turns_voted_stake_into_locked_tao(e: Electorate) -> None:
    poll = staked_and_voted(e)
    for name, args in (("remove_stake", (FIRST_VALIDATOR, ROOT, HUNDRED)), ("unstake_all", (FIRST_VALIDATOR,))):
        e.c.call(CHARLIE, "SubtensorModule", name, *args)
        assert lock(e, CHARLIE) == total_balance(e.s, CHARLIE)
        with e.c.refused(TokenError):
            e.send(CHARLIE, DAVE, TAO)

    assert stake_of_coldkey(e.s, CHARLIE, ROOT) == 0
    assert e.tally(poll).support == THOUSAND


def test_21_staked_and_then_unstaked_in_one_batch_is_locked_too(e: Electorate) -> None:
    poll = staked_and_voted(e)
    make = e.c.runtime.call
    batch = [
        make("SubtensorModule", "remove_stake", FIRST_VALIDATOR, ROOT, 600 * TAO),
        make("Balances", "transfer_allow_death", AddressId(DAVE), 600 * TAO),
        make("ConvictionVoting", "vote", poll, aye(TAO)),
    ]
    with e.c.refused(TokenError, after_writing=True):
        e.c.call(CHARLIE, "Utility", "batch_all", batch)


def test_16_flash_stake_within_a_batch_buys_no_vote_that_stays(e: Electorate) -> None:
    poll = e.poll()
    e.send(Chain.eve, CHARLIE, 10_000 * TAO)
    make = e.c.runtime.call
    batch = [
        make("SubtensorModule", "add_stake", FIRST_VALIDATOR, ROOT, 10_000 * TAO),
        make("ConvictionVoting", "vote", poll, aye(10_000 * TAO)),
        make("SubtensorModule", "remove_stake", FIRST_VALIDATOR, ROOT, 10_000 * TAO),
        make("Balances", "transfer_allow_death", AddressId(Chain.eve), 10_000 * TAO),
    ]
    with e.c.refused(TokenError, after_writing=True):
        e.c.call(CHARLIE, "Utility", "batch_all", batch)

    assert e.tally(poll) == Tally()


def test_vote_then_transfer_is_refused_and_what_was_not_voted_goes(e: Electorate) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(900 * TAO))
    with e.c.refused(TokenError):
        e.send(CHARLIE, DAVE, HUNDRED + 1)
    e.send(CHARLIE, DAVE, HUNDRED)
    with e.c.refused(InsufficientFunds):
        e.vote(CHARLIE, poll, aye(900 * TAO + 1))


@pytest.mark.parametrize(
    ("pallet", "name", "args"),
    [
        ("Balances", "transfer_all", (AddressId(DAVE), False)),
        ("Balances", "burn", (THOUSAND, False)),
        ("SubtensorModule", "add_stake", (FIRST_VALIDATOR, MARKET, THOUSAND)),
        ("SubtensorModule", "add_stake_burn", (FIRST_VALIDATOR, MARKET, HUNDRED, None)),
        ("SubtensorModule", "burned_register", (MARKET, account("new miner"))),
        ("SubtensorModule", "root_register", (account("new validator"),)),
        ("SubtensorModule", "register_network", (account("new owner"),)),
    ],
)
def test_nothing_that_costs_takes_voted_tao(e: Electorate, pallet: str, name: str, args: tuple[Any, ...]) -> None:
    poll = e.poll()
    e.c.as_root("AdminUtils", "sudo_set_network_registration_allowed", MARKET, registration_allowed=True)
    e.vote(CHARLIE, poll, aye(THOUSAND))
    before = total_balance(e.s, CHARLIE)
    with suppress(DispatchError):
        e.c.call(CHARLIE, pallet, name, *args)

    assert total_balance(e.s, CHARLIE) == before


def test_a_fee_is_not_paid_of_voted_tao_nor_of_voted_root_stake(e: Electorate) -> None:
    staked_and_voted(e)
    with pytest.raises(Exception, match="pay some fees"):
        e.c.submit(CHARLIE, "System", "remark", b"")
    with pytest.raises(Exception, match="pay some fees"):
        e.c.submit(CHARLIE, "SubtensorModule", "remove_stake", FIRST_VALIDATOR, ROOT, TAO)

    assert not alpha_fees.can_pay(e.s, CHARLIE, [(FIRST_VALIDATOR, ROOT)], TAO)


def test_a_fee_is_not_paid_of_voted_alpha(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    place = [(FIRST_VALIDATOR, MARKET)]
    assert alpha_fees.can_pay(e.s, CHARLIE, place, TAO)

    e.vote(CHARLIE, e.poll(MARKET), aye(alpha))
    assert not alpha_fees.can_pay(e.s, CHARLIE, place, TAO)
    with pytest.raises(StakeUnavailable):
        alpha_fees.take(e.s, CHARLIE, place, TAO)


def test_own_root_stake_moves_freely_between_hotkeys_and_stays_claimed(e: Electorate) -> None:
    staked_and_voted(e)
    e.c.call(CHARLIE, "SubtensorModule", "move_stake", FIRST_VALIDATOR, SECOND_VALIDATOR, ROOT, ROOT, 600 * TAO)

    assert stake_of(e.s, SECOND_VALIDATOR, CHARLIE, ROOT) == 600 * TAO
    assert lock(e, CHARLIE) == 400 * TAO


def test_root_stake_that_arrives_lowers_the_lock_and_is_not_counted_for_another(e: Electorate) -> None:
    e.c.as_root("AdminUtils", "sudo_set_toggle_transfer", ROOT, toggle=True)
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(THOUSAND))
    e.stake(DAVE, 500 * TAO)
    e.c.call(DAVE, "SubtensorModule", "transfer_stake", CHARLIE, FIRST_VALIDATOR, ROOT, ROOT, 500 * TAO)
    assert lock(e, CHARLIE) == 500 * TAO

    # TAO may go, and then the stake may not.
    e.send(CHARLIE, DAVE, 500 * TAO)
    with e.c.refused(StakeUnavailable):
        e.c.call(CHARLIE, "SubtensorModule", "transfer_stake", DAVE, FIRST_VALIDATOR, ROOT, ROOT, TAO)


def test_an_account_without_funds_cannot_unstake_past_its_lock(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, 600 * TAO)
    e.send(CHARLIE, DAVE, 400 * TAO)
    assert total_balance(e.s, CHARLIE) == 0
    e.vote(CHARLIE, poll, aye(600 * TAO))
    with e.c.refused(NothingToLock):
        e.unstake(CHARLIE, 600 * TAO)

    e.send(DAVE, CHARLIE, TAO)
    e.unstake(CHARLIE, 600 * TAO)
    assert lock(e, CHARLIE) == 600 * TAO


ALPHA_EXITS: list[tuple[str, tuple[Any, ...]]] = [
    ("remove_stake", (FIRST_VALIDATOR, MARKET, TAO)),
    ("remove_stake_limit", (FIRST_VALIDATOR, MARKET, TAO, 0, True)),
    ("remove_stake_full_limit", (FIRST_VALIDATOR, MARKET, None)),
    ("move_stake", (FIRST_VALIDATOR, SECOND_VALIDATOR, MARKET, ROOT, TAO)),
    ("move_stake_limit", (FIRST_VALIDATOR, SECOND_VALIDATOR, MARKET, ROOT, TAO, 0, True)),
    ("swap_stake", (FIRST_VALIDATOR, MARKET, ROOT, TAO)),
    ("swap_stake_limit", (FIRST_VALIDATOR, MARKET, ROOT, TAO, 0, True)),
    ("transfer_stake", (DAVE, FIRST_VALIDATOR, MARKET, MARKET, TAO)),
    ("transfer_stake_and_hotkey", (DAVE, FIRST_VALIDATOR, SECOND_VALIDATOR, MARKET, MARKET, TAO)),
    ("recycle_alpha", (FIRST_VALIDATOR, TAO, MARKET)),
    ("burn_alpha", (FIRST_VALIDATOR, TAO, MARKET)),
]


@pytest.mark.parametrize(("name", "args"), ALPHA_EXITS)
def test_23_voted_alpha_stays_until_the_vote_binds_no_more(e: Electorate, name: str, args: tuple[Any, ...]) -> None:
    for netuid in (ROOT, MARKET):
        e.c.as_root("AdminUtils", "sudo_set_toggle_transfer", netuid, toggle=True)
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    poll = e.poll(MARKET)
    e.vote(CHARLIE, poll, aye(alpha, Conviction.Locked1x))
    with e.c.refused(StakeUnavailable):
        e.c.call(CHARLIE, "SubtensorModule", name, *args)
    assert availability(e.s, CHARLIE, MARKET).available == 0

    e.end(poll, approved=True)
    e.remove(CHARLIE, poll, MARKET_CLASS)
    e.unlock(CHARLIE, track=MARKET_CLASS)
    with e.c.refused(StakeUnavailable):
        e.c.call(CHARLIE, "SubtensorModule", name, *args)
    e.c.skip(VOTE_LOCKING_PERIOD)
    e.unlock(CHARLIE, track=MARKET_CLASS)
    e.c.call(CHARLIE, "SubtensorModule", name, *args)


def test_23_unstaking_all_passes_voted_alpha_by(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    e.stake(CHARLIE, HUNDRED)
    e.vote(CHARLIE, e.poll(MARKET), aye(alpha))
    e.c.call(CHARLIE, "SubtensorModule", "unstake_all", FIRST_VALIDATOR)

    assert stake_of_coldkey(e.s, CHARLIE, MARKET) == alpha
    assert stake_of_coldkey(e.s, CHARLIE, ROOT) == 0


def test_voted_alpha_moves_freely_between_hotkeys_of_its_subnet(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    e.vote(CHARLIE, e.poll(MARKET), aye(alpha))
    e.c.call(CHARLIE, "SubtensorModule", "move_stake", FIRST_VALIDATOR, SECOND_VALIDATOR, MARKET, MARKET, alpha)

    assert stake_of(e.s, SECOND_VALIDATOR, CHARLIE, MARKET) == alpha


def test_root_cannot_clear_voted_alpha_away_as_a_small_nomination(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    e.vote(CHARLIE, e.poll(MARKET), aye(alpha))
    e.c.as_root("AdminUtils", "sudo_set_nominator_min_required_stake", 2**40)
    positions.clear_small_nominations(e.s)

    assert stake_of_coldkey(e.s, CHARLIE, MARKET) == alpha


def test_root_clears_voted_root_stake_into_locked_tao(e: Electorate) -> None:
    staked_and_voted(e)
    e.c.as_root("AdminUtils", "sudo_set_nominator_min_required_stake", 2**40)

    assert stake_of_coldkey(e.s, CHARLIE, ROOT) == 0
    assert lock(e, CHARLIE) == total_balance(e.s, CHARLIE) == THOUSAND


def test_22_a_later_subnet_of_the_same_number_inherits_neither_votes_nor_locks(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    e.stake(DAVE, HUNDRED, netuid=MARKET)
    poll = e.poll(MARKET)
    e.vote(CHARLIE, poll, aye(alpha, Conviction.Locked6x))
    e.delegate(DAVE, CHARLIE, TAO, Conviction.Locked6x, track=MARKET_CLASS)
    # The number is given to another subnet.
    Subnets.NetworkRegisteredAt.put(e.s, MARKET, e.c.number + 1)

    assert lock_of(e.s, CHARLIE, MARKET_CLASS) == 0
    assert availability(e.s, CHARLIE, MARKET).available == alpha
    with e.c.refused(NotOngoing):
        e.vote(CHARLIE, poll, aye(alpha))
    with e.c.refused(NotVoter):
        e.remove(CHARLIE, poll, MARKET_CLASS)
    e.delegate(DAVE, CHARLIE, TAO, track=MARKET_CLASS)
    e.c.check()
    e.undelegate(DAVE, track=MARKET_CLASS)
    e.unlock(CHARLIE, track=MARKET_CLASS)
    e.unlock(DAVE, track=MARKET_CLASS)
    assert list(Storage.VotingFor.items(e.s)) == []
    assert list(Storage.RegisteredAt.items(e.s)) == []
    assert list(Storage.ClassLocksFor.items(e.s)) == []


def test_22_a_subnet_that_is_gone_releases_what_was_voted_in_it(e: Electorate) -> None:
    alpha = e.stake(CHARLIE, HUNDRED, netuid=MARKET)
    poll = e.poll(MARKET)
    e.vote(CHARLIE, poll, aye(alpha, Conviction.Locked6x))
    mark = e.s.mark()
    Subnets.NetworksAdded.remove(e.s, MARKET)

    assert lock_of(e.s, CHARLIE, MARKET_CLASS) == 0
    e.unlock(CHARLIE, track=MARKET_CLASS)
    assert list(Storage.ClassLocksFor.items(e.s)) == []
    e.s.undo(mark)


def test_12_delegating_counts_what_voting_counts(e: Electorate) -> None:
    e.stake(CHARLIE, 600 * TAO)
    e.delegate(CHARLIE, DAVE, THOUSAND)

    assert lock(e, CHARLIE) == 400 * TAO


def test_delegate_then_stake_counts_nothing_twice(e: Electorate) -> None:
    e.c.as_root("AdminUtils", "sudo_set_toggle_transfer", ROOT, toggle=True)
    poll = e.poll()
    e.vote(DAVE, poll, aye(0))
    e.delegate(CHARLIE, DAVE, 900 * TAO)
    e.stake(CHARLIE, 99 * TAO)
    assert lock(e, CHARLIE) == 801 * TAO

    # What is staked covers the delegation, so as much may leave the account, and then the stake may not.
    e.send(CHARLIE, DAVE, 100 * TAO)
    assert total_balance(e.s, CHARLIE) == lock(e, CHARLIE)
    with e.c.refused(StakeUnavailable):
        e.c.call(CHARLIE, "SubtensorModule", "transfer_stake", DAVE, FIRST_VALIDATOR, ROOT, ROOT, TAO)
    assert e.tally(poll).support == 900 * TAO


def test_18_delegations_take_no_room_at_the_delegate(e: Electorate) -> None:
    before = len(Storage.VotingFor.codec.encode(Storage.VotingFor.get(e.s, DAVE, 0)))
    for number in range(20):
        e.delegate(e.c.account(f"dust {number}"), DAVE, 1)

    assert len(Storage.VotingFor.codec.encode(Storage.VotingFor.get(e.s, DAVE, 0))) == before


def test_21_stake_voted_by_its_holder_and_by_a_proxy_counts_once(e: Electorate) -> None:
    poll = e.poll()
    e.stake(CHARLIE, 600 * TAO)
    e.c.call(CHARLIE, "Proxy", "add_proxy", AddressId(DAVE), ProxyType.Any, 0)
    e.c.call(CHARLIE, "Proxy", "add_proxy", AddressId(BOB), ProxyType.NonTransfer, 0)
    e.vote(CHARLIE, poll, aye(900 * TAO))
    for proxy in (DAVE, BOB):
        vote = e.c.runtime.call("ConvictionVoting", "vote", poll, aye(900 * TAO))
        e.c.call(proxy, "Proxy", "proxy", AddressId(CHARLIE), None, vote)

    assert e.tally(poll).support == 900 * TAO
    out = e.c.runtime.call("SubtensorModule", "swap_stake", FIRST_VALIDATOR, ROOT, MARKET, 600 * TAO)
    e.c.call(DAVE, "Proxy", "proxy", AddressId(CHARLIE), None, out)
    assert stake_of_coldkey(e.s, CHARLIE, ROOT) == 600 * TAO


def test_split_over_accounts_counts_as_one(e: Electorate) -> None:
    whole, parts = e.poll(), e.poll()
    e.vote(CHARLIE, whole, aye(THOUSAND, Conviction.Locked2x))
    for number in range(4):
        who = e.c.account(f"part {number}", 250 * TAO)
        e.vote(who, parts, aye(250 * TAO, Conviction.Locked2x))

    assert e.tally(whole) == e.tally(parts)


def test_19_votes_in_old_polls_stay_removable(e: Electorate) -> None:
    poll = e.poll()
    e.vote(CHARLIE, poll, aye(HUNDRED))
    e.end(poll, approved=None)
    for _ in range(3):
        e.poll()
    e.remove(CHARLIE, poll, 0)
    e.unlock(CHARLIE)

    assert lock(e, CHARLIE) == 0


def test_the_standard_chain_binds_no_stake() -> None:
    c = Chain.localnet(keep_root=False)

    assert availability(c.s, Chain.alice, ROOT).locked == 0
    assert Staking.TotalIssuance.get(c.s) > 0
