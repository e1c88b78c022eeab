"""Calls of accounts of several people: begun, approved, made, given up."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, TokenError
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Signed
from taonet.frame.state import State
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import dispatch_info
from taonet.runtime.pallets.balances.errors import InsufficientBalance
from taonet.runtime.pallets.multisig import calls, costs, events
from taonet.runtime.pallets.multisig.errors import (
    AlreadyApproved,
    MaxWeightTooLow,
    MinimumThreshold,
    NotFound,
    NoTimepoint,
    NotOwner,
    SenderInSignatories,
    SignatoriesOutOfOrder,
    TooFewSignatories,
    TooManySignatories,
    UnexpectedTimepoint,
    WrongTimepoint,
)
from taonet.runtime.pallets.multisig.signatories import account_of
from taonet.runtime.pallets.multisig.storage import Storage
from taonet.runtime.pallets.multisig.types import Multisig, Timepoint
from taonet.runtime.pallets.system.blocks import extrinsic_index
from taonet.runtime.pallets.system.errors import CallFiltered
from taonet.sim import Chain

Make = Callable[..., RuntimeCall]
Others = Callable[[AccountId], list[AccountId]]
Reserved = Callable[[State, AccountId], int]
ENOUGH = Weight(1_000_000_000_000, 1_000_000)
REMARK = RUNTIME.call("System", "remark", b"")


def hash_of(call: RuntimeCall) -> bytes:
    return blake2_256(RUNTIME.call_codec.encode(call))


def now(c: Chain) -> Timepoint:
    return Timepoint(c.number, extrinsic_index(c.s))


def test_two_of_three_pay_together(
    c: Chain, account: AccountId, others: Others, give: Make, reserved: Reserved
) -> None:
    call, when = give(c.dave, 5), now(c)
    info = c.call(c.alice, calls.as_multi, 2, others(c.alice), None, call, Weight(0))
    assert info.actual_weight == costs.create(2, costs.length_of(c.s, call))
    assert Storage.Multisigs.get(c.s, account, hash_of(call)) == Multisig(when, Tao(196_000_000), c.alice, [c.alice])
    assert reserved(c.s, c.alice) == 196_000_000
    c.close()
    c.open()
    c.call(c.bob, calls.as_multi, 2, others(c.bob), when, call, ENOUGH)

    assert c.balance(c.dave) == 100 * RAO_PER_TAO + 5
    assert (c.balance(account), reserved(c.s, c.alice)) == (10 * RAO_PER_TAO - 5, 0)
    assert not Storage.Multisigs.exists(c.s, account, hash_of(call))
    assert c.events(events.MultisigExecuted) == [events.MultisigExecuted(c.bob, when, account, hash_of(call), None)]


def test_approvals_by_hash_wait_for_the_call(c: Chain, others: Others, give: Make, reserved: Reserved) -> None:
    account = account_of(sorted([c.alice, c.bob, c.charlie]), 3)
    c.give(account, RAO_PER_TAO)
    call, when = give(c.dave, 5), now(c)
    c.call(c.charlie, calls.approve_as_multi, 3, others(c.charlie), None, hash_of(call), Weight(0))
    assert reserved(c.s, c.charlie) == 132_000_000 + 3 * 32_000_000
    info = c.call(c.bob, calls.as_multi, 3, others(c.bob), when, call, Weight(0))
    assert info.actual_weight == costs.approve(2, costs.length_of(c.s, call))
    c.call(c.alice, calls.approve_as_multi, 3, others(c.alice), when, hash_of(call), Weight(0))
    waiting = Storage.Multisigs.get(c.s, account, hash_of(call))
    assert waiting is not None
    assert waiting.approvals == sorted([c.alice, c.bob, c.charlie])
    for who in (c.alice, c.bob):
        with c.refused(AlreadyApproved):
            c.call(who, calls.approve_as_multi, 3, others(who), when, hash_of(call), Weight(0))
    c.call(c.alice, calls.as_multi, 3, others(c.alice), when, call, ENOUGH)

    assert c.balance(c.dave) == 100 * RAO_PER_TAO + 5
    assert reserved(c.s, c.charlie) == 0
    assert c.events(events.NewMultisig) == [events.NewMultisig(c.charlie, account, hash_of(call))]
    assert [said.approving for said in c.events(events.MultisigApproval)] == [c.bob, c.alice]


def test_approving_twice_is_refused_before_enough_have(c: Chain, others: Others, give: Make) -> None:
    call, when = give(c.dave, 5), now(c)
    c.call(c.alice, calls.as_multi, 2, others(c.alice), None, call, Weight(0))
    with c.refused(AlreadyApproved):
        c.call(c.alice, calls.as_multi, 2, others(c.alice), when, call, ENOUGH)
    with c.refused(AlreadyApproved):
        c.call(c.alice, calls.approve_as_multi, 2, others(c.alice), when, hash_of(call), Weight(0))


def test_the_timepoint_is_that_of_the_beginning(c: Chain, others: Others) -> None:
    wrong = Timepoint(c.number, extrinsic_index(c.s) + 1)
    with c.refused(UnexpectedTimepoint):
        c.call(c.alice, calls.as_multi, 2, others(c.alice), now(c), REMARK, ENOUGH)
    c.call(c.alice, calls.as_multi, 2, others(c.alice), None, REMARK, ENOUGH)
    with c.refused(NoTimepoint):
        c.call(c.bob, calls.as_multi, 2, others(c.bob), None, REMARK, ENOUGH)
    with c.refused(WrongTimepoint):
        c.call(c.bob, calls.as_multi, 2, others(c.bob), wrong, REMARK, ENOUGH)
    with c.refused(WrongTimepoint):
        c.call(c.alice, calls.cancel_as_multi, 2, others(c.alice), wrong, hash_of(REMARK))


def test_the_call_weighs_no_more_than_is_allowed_checks_included(c: Chain, others: Others) -> None:
    most, when = dispatch_info(c.s, REMARK).weight, now(c)
    c.call(c.alice, calls.as_multi, 2, others(c.alice), None, REMARK, Weight(0))
    for low in (replace(most, ref_time=most.ref_time - 1), replace(most, proof_size=most.proof_size - 1)):
        with c.refused(MaxWeightTooLow):
            c.call(c.bob, calls.as_multi, 2, others(c.bob), when, REMARK, low)
    c.call(c.bob, calls.as_multi, 2, others(c.bob), when, REMARK, most)

    assert len(c.events(events.MultisigExecuted)) == 1


def test_a_call_that_fails_is_over_too_and_the_event_says_why(
    c: Chain, others: Others, give: Make, reserved: Reserved
) -> None:
    call, when = give(c.dave, 11 * RAO_PER_TAO), now(c)
    c.call(c.alice, calls.as_multi, 2, others(c.alice), None, call, Weight(0))
    c.call(c.bob, calls.as_multi, 2, others(c.bob), when, call, ENOUGH)

    (said,) = c.events(events.MultisigExecuted)
    assert said.result is not None
    assert reserved(c.s, c.alice) == 0
    c.call(c.bob, calls.as_multi, 2, others(c.bob), None, call, Weight(0))
    assert reserved(c.s, c.bob) == 196_000_000


def test_who_began_may_give_up_and_gets_the_deposit_back(
    c: Chain, account: AccountId, others: Others, reserved: Reserved
) -> None:
    when, call_hash = now(c), hash_of(REMARK)
    with c.refused(NotFound):
        c.call(c.alice, calls.cancel_as_multi, 2, others(c.alice), when, call_hash)
    c.call(c.alice, calls.approve_as_multi, 2, others(c.alice), None, call_hash, Weight(0))
    with c.refused(NotOwner):
        c.call(c.bob, calls.cancel_as_multi, 2, others(c.bob), when, call_hash)
    with c.refused(NotFound):
        c.call(c.alice, calls.cancel_as_multi, 3, others(c.alice), when, call_hash)
    c.call(c.alice, calls.cancel_as_multi, 2, others(c.alice), when, call_hash)

    assert reserved(c.s, c.alice) == 0
    assert c.events(events.MultisigCancelled) == [events.MultisigCancelled(c.alice, when, account, call_hash)]


def test_a_deposit_of_other_rules_is_brought_up_to_date(
    c: Chain, account: AccountId, others: Others, reserved: Reserved
) -> None:
    call_hash = hash_of(REMARK)
    with c.refused(NotFound):
        c.call(c.alice, calls.poke_deposit, 2, others(c.alice), call_hash)
    c.call(c.alice, calls.approve_as_multi, 2, others(c.alice), None, call_hash, Weight(0))
    with c.refused(NotOwner):
        c.call(c.bob, calls.poke_deposit, 2, others(c.bob), call_hash)
    assert c.call(c.alice, calls.poke_deposit, 2, others(c.alice), call_hash).pays is Pays.Yes
    waiting = Storage.Multisigs.get(c.s, account, call_hash)
    assert waiting is not None
    for before in (196_000_003, 195_999_999):
        Storage.Multisigs.put(c.s, account, call_hash, replace(waiting, deposit=Tao(before)))
        assert c.call(c.alice, calls.poke_deposit, 2, others(c.alice), call_hash).pays is Pays.No

    assert reserved(c.s, c.alice) == 196_000_000 - 3 + 1
    assert [said.old_deposit for said in c.events(events.DepositPoked)] == [196_000_003, 195_999_999]


def test_a_deposit_that_cannot_be_reserved_begins_nothing(c: Chain, others: Others) -> None:
    c.give(c.eve, 196_000_000 - 1)
    with c.refused(InsufficientBalance):
        c.call(c.eve, calls.as_multi, 2, others(c.dave), None, REMARK, Weight(0))


KINDS = ("as_multi", "approve_as_multi", "cancel_as_multi", "poke_deposit")


def of_kind(kind: str, threshold: int, people: list[AccountId]) -> RuntimeCall:
    """Return a call of one of the kinds that several make."""
    rest = {
        "as_multi": (None, REMARK, ENOUGH),
        "approve_as_multi": (None, hash_of(REMARK), ENOUGH),
        "cancel_as_multi": (Timepoint(0, 0), hash_of(REMARK)),
        "poke_deposit": (hash_of(REMARK),),
    }[kind]
    return RUNTIME.call("Multisig", kind, threshold, people, *rest)


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_several_in_order_without_the_sender(c: Chain, others: Others, kind: str) -> None:
    two = others(c.alice)
    for origin in (ROOT_ORIGIN, NONE_ORIGIN):
        with c.refused(BadOrigin):
            c.call(origin, of_kind(kind, 2, two))
    for threshold in (0, 1):
        with c.refused(MinimumThreshold):
            c.call(c.alice, of_kind(kind, threshold, []))
    with c.refused(TooFewSignatories):
        c.call(c.alice, of_kind(kind, 2, []))
    many = [AccountId(number.to_bytes(32, "big")) for number in range(100)]
    with c.refused(TooManySignatories):
        c.call(c.alice, of_kind(kind, 2, many))
    for wrong in (two[::-1], [two[0], two[0]]):
        with c.refused(SignatoriesOutOfOrder):
            c.call(c.alice, of_kind(kind, 2, wrong))
    for wrong in ([c.alice], sorted([c.alice, *two])):
        with c.refused(SenderInSignatories):
            c.call(c.alice, of_kind(kind, 2, wrong))


def test_ninety_nine_others_are_as_many_as_there_may_be(c: Chain) -> None:
    many = [AccountId(number.to_bytes(32, "big")) for number in range(99)]
    c.call(c.alice, calls.approve_as_multi, 100, many, None, bytes(32), Weight(0))

    assert c.events(events.NewMultisig)[0].multisig == account_of(sorted([*many, c.alice]), 100)


def test_one_of_several_acts_at_once_and_its_refusal_is_the_calls(c: Chain, others: Others, give: Make) -> None:
    account = account_of(sorted([c.alice, c.bob, c.charlie]), 1)
    c.give(account, RAO_PER_TAO)
    c.call(c.bob, calls.as_multi_threshold_1, others(c.bob), give(c.dave, 5))
    assert c.balance(c.dave) == 100 * RAO_PER_TAO + 5
    with c.refused(TokenError):
        c.call(c.bob, calls.as_multi_threshold_1, others(c.bob), give(c.dave, 2 * RAO_PER_TAO))
    for origin in (ROOT_ORIGIN, NONE_ORIGIN):
        with c.refused(BadOrigin):
            c.call(origin, calls.as_multi_threshold_1, others(c.bob), REMARK)
    with c.refused(TooFewSignatories):
        c.call(c.bob, calls.as_multi_threshold_1, [], REMARK)
    with c.refused(SenderInSignatories):
        c.call(c.bob, calls.as_multi_threshold_1, sorted([c.alice, c.bob]), REMARK)

    assert not list(Storage.Multisigs.items(c.s))


def test_filters_of_the_senders_origin_hold_for_what_several_do(c: Chain, others: Others, give: Make) -> None:
    def refuse_transfers(call: RuntimeCall) -> None:
        if RUNTIME.name_of(call.call)[0] == "Balances":
            raise CallFiltered

    call, when = give(c.dave, 5), now(c)
    narrow = Signed(c.bob, (refuse_transfers,))
    with c.refused(CallFiltered):
        c.call(narrow, calls.as_multi_threshold_1, others(c.bob), call)
    c.call(c.alice, calls.as_multi, 2, others(c.alice), None, call, Weight(0))
    c.call(narrow, calls.as_multi, 2, others(c.bob), when, call, ENOUGH)

    assert c.events(events.MultisigExecuted)[0].result == RUNTIME.refusal(CallFiltered())


def test_a_batch_in_a_batch_is_refused_for_several_as_well(c: Chain, others: Others) -> None:
    nested = RUNTIME.call("Utility", "batch", [RUNTIME.call("Utility", "batch", [REMARK])])
    with c.refused(CallFiltered):
        c.call(c.bob, calls.as_multi_threshold_1, others(c.bob), nested)


def test_the_extrinsics_number_is_the_timepoints(c: Chain, account: AccountId, others: Others) -> None:
    c.close()
    begin = RUNTIME.call("Multisig", "approve_as_multi", 2, others(c.alice), None, bytes(32), Weight(0))
    c.block((c.dave, REMARK), (c.alice, begin))

    waiting = Storage.Multisigs.get(c.s, account, bytes(32))
    assert waiting is not None
    assert waiting.when == Timepoint(c.number, 2)


def test_what_is_declared_is_the_dearest_outcome_and_the_weight_allowed(c: Chain, others: Others) -> None:
    two, length = others(c.alice), costs.length_of(c.s, REMARK)
    most = RUNTIME.call("Multisig", "as_multi", 2, two, None, REMARK, Weight(7, 8)).declared(c.s)
    assert most.weight == costs.complete(2, length).plus(Weight(7, 8))
    alone = RUNTIME.call("Multisig", "as_multi_threshold_1", two, REMARK)
    inner = dispatch_info(c.s, REMARK)
    assert alone.declared(c.s).weight == costs.threshold_1(length).plus(inner.weight).plus(Weight(125_000_000))
    operational = RUNTIME.call("System", "set_storage", [])
    assert RUNTIME.call("Multisig", "as_multi_threshold_1", two, operational).declared(c.s).dispatch_class is (
        DispatchClass.Operational
    )


def test_approvals_out_of_order_are_noticed(c: Chain, account: AccountId, others: Others) -> None:
    c.call(c.alice, calls.approve_as_multi, 2, others(c.alice), None, bytes(32), Weight(0))
    c.check()
    waiting = Storage.Multisigs.get(c.s, account, bytes(32))
    assert waiting is not None
    for approvals in ([], [c.alice, c.alice]):
        Storage.Multisigs.put(c.s, account, bytes(32), replace(waiting, approvals=approvals))
        with pytest.raises(BrokenInvariant, match="its approvals are"):
            c.check()
