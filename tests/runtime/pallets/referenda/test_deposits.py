"""Deposits: paid by one or by many, given back to each, or taken from all."""

from __future__ import annotations

import pytest
from tests.runtime.pallets.referenda.assembly import Assembly

from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.runtime.pallets.balances.errors import InsufficientBalance
from taonet.runtime.pallets.balances.events import Slashed
from taonet.runtime.pallets.balances.logic import reserved_balance, total_issuance
from taonet.runtime.pallets.origins.types import NetworkParameters
from taonet.runtime.pallets.referenda import errors, events
from taonet.runtime.pallets.referenda.storage import MOST_SHARES, SUBMISSION_DEPOSIT, Storage
from taonet.runtime.pallets.referenda.types import Deposit, TimedOut
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.sim import Chain

PARAMETERS = NetworkParameters()
REQUIRED = Tao(50 * RAO_PER_TAO)
ALICE, BOB, CHARLIE = Chain.alice, Chain.bob, Chain.charlie


def share(assembly: Assembly, index: int, who: bytes, amount: int) -> None:
    """Place a share of a decision deposit."""
    assembly.c.call(who, "Referenda", "share_decision_deposit", index, Tao(amount))  # type: ignore[arg-type]


@pytest.fixture
def index(assembly: Assembly) -> int:
    """Give a referendum whose decision deposit is 50 TAO, submitted by Alice."""
    return assembly.submit(origin=PARAMETERS)


def test_one_who_pays_all_is_the_depositor_that_screens_show(assembly: Assembly, index: int) -> None:
    assembly.place(index, BOB)

    assert assembly.status(index).decision_deposit == Deposit(BOB, REQUIRED)
    assert assembly.told(events.DecisionDepositPlaced) == [events.DecisionDepositPlaced(index, BOB, REQUIRED)]
    assert not Storage.SharesOf.exists(assembly.c.s, index)


def test_many_pay_and_each_has_his_share_back(assembly: Assembly, index: int) -> None:
    share(assembly, index, BOB, REQUIRED // 5)
    share(assembly, index, CHARLIE, REQUIRED // 5)
    share(assembly, index, BOB, REQUIRED // 5)
    assert assembly.status(index).decision_deposit is None
    with assembly.c.refused(errors.Unfinished):
        assembly.c.call(BOB, "Referenda", "refund_decision_deposit", index)
    share(assembly, index, CHARLIE, REQUIRED)
    assert assembly.status(index).decision_deposit == Deposit(CHARLIE, REQUIRED)
    assert reserved_balance(assembly.c.s, CHARLIE) == REQUIRED * 3 // 5

    assembly.c.as_root("Referenda", "cancel", index)
    assembly.c.call(ALICE, "Referenda", "refund_decision_deposit", index)
    assert assembly.told(events.DecisionDepositRefunded) == [
        events.DecisionDepositRefunded(index, BOB, Tao(REQUIRED * 2 // 5)),
        events.DecisionDepositRefunded(index, CHARLIE, Tao(REQUIRED * 3 // 5)),
    ]
    assert reserved_balance(assembly.c.s, BOB) == reserved_balance(assembly.c.s, CHARLIE) == 0
    with assembly.c.refused(errors.NoDeposit):
        assembly.c.call(ALICE, "Referenda", "refund_decision_deposit", index)


def test_who_places_the_deposit_pays_what_is_missing(assembly: Assembly, index: int) -> None:
    share(assembly, index, BOB, REQUIRED // 5)
    assembly.place(index, CHARLIE)

    assert reserved_balance(assembly.c.s, CHARLIE) == REQUIRED * 4 // 5
    assert assembly.status(index).decision_deposit == Deposit(CHARLIE, REQUIRED)
    assert assembly.told(events.DecisionDepositPlaced) == [events.DecisionDepositPlaced(index, CHARLIE, REQUIRED)]


def test_shares_of_what_never_became_complete_come_back_too(assembly: Assembly, index: int) -> None:
    share(assembly, index, BOB, REQUIRED // 5)
    assembly.time_out()
    assert isinstance(assembly.info(index), TimedOut)
    assembly.c.call(ALICE, "Referenda", "refund_decision_deposit", index)

    assert reserved_balance(assembly.c.s, BOB) == 0


def test_killing_takes_every_share_and_recycles_it(assembly: Assembly, index: int) -> None:
    share(assembly, index, BOB, REQUIRED // 5)
    share(assembly, index, CHARLIE, REQUIRED // 5)
    s = assembly.c.s
    before, driving = total_issuance(s), Staking.TotalIssuance.get(s)
    assembly.c.as_root("Referenda", "kill", index)
    taken = SUBMISSION_DEPOSIT + REQUIRED * 2 // 5

    assert assembly.told(events.DepositSlashed) == [
        events.DepositSlashed(ALICE, SUBMISSION_DEPOSIT),
        events.DepositSlashed(BOB, Tao(REQUIRED // 5)),
        events.DepositSlashed(CHARLIE, Tao(REQUIRED // 5)),
    ]
    assert sum(event.amount for event in assembly.told(Slashed)) == taken
    assert total_issuance(s) == before - taken
    assert Staking.TotalIssuance.get(s) == driving - taken


def test_small_shares_cannot_fill_the_list(assembly: Assembly, index: int) -> None:
    with assembly.c.refused(errors.NothingToDo):
        share(assembly, index, BOB, REQUIRED // MOST_SHARES - 1)
    with assembly.c.refused(errors.NothingToDo):
        share(assembly, index, BOB, 0)
    least = -(-REQUIRED // MOST_SHARES)
    for number in range(MOST_SHARES - 1):
        share(assembly, index, assembly.c.account(f"giver {number}"), least)
    assert len(Storage.SharesOf.get(assembly.c.s, index)) == MOST_SHARES - 1
    share(assembly, index, BOB, 10**18)

    assert assembly.status(index).decision_deposit == Deposit(BOB, REQUIRED)


def test_who_has_too_little_is_refused_before_anything_is_written(assembly: Assembly, index: int) -> None:
    poor = assembly.c.account("poor", RAO_PER_TAO // 2)
    for name, arguments in (("place_decision_deposit", (index,)), ("share_decision_deposit", (index, REQUIRED))):
        with assembly.c.refused(InsufficientBalance):
            assembly.c.call(poor, "Referenda", name, *arguments)
    with assembly.c.refused(InsufficientBalance):
        assembly.submit(who=poor)


def test_nothing_is_given_to_what_has_its_deposit_or_is_over(assembly: Assembly, index: int) -> None:
    assembly.place(index)
    with assembly.c.refused(errors.HasDeposit):
        share(assembly, index, CHARLIE, REQUIRED)
    assembly.c.as_root("Referenda", "kill", index)
    with assembly.c.refused(errors.NotOngoing):
        share(assembly, index, CHARLIE, REQUIRED)
