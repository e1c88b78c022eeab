"""Publishing: who may, how much, and what is kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import CHARLIE_HOT, FIRST, MINER, OWN, RIVAL, check_in_pool, commitment_of, new_stage, publish

from taonet.frame.error import BadOrigin
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.origin import Signed
from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.frame.weight import Pays
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import dispatch
from taonet.runtime.pallets.balances import reserves
from taonet.runtime.pallets.balances.accounts import funds_of
from taonet.runtime.pallets.balances.logic import transfer
from taonet.runtime.pallets.commitments.calls import set_commitment, set_max_space
from taonet.runtime.pallets.commitments.errors import (
    AccountNotAllowedCommit,
    SpaceLimitExceeded,
    TimelockRevealFailedNotAllowed,
    TooManyFieldsInCommitmentInfo,
    UnexpectedUnreserveLeftover,
)
from taonet.runtime.pallets.commitments.events import Commitment, TimelockCommitment
from taonet.runtime.pallets.commitments.invariants import the_index_names_what_is_sealed
from taonet.runtime.pallets.commitments.logic import space_of
from taonet.runtime.pallets.commitments.storage import Storage
from taonet.runtime.pallets.commitments.types import (
    BigRaw,
    CommitmentInfo,
    NoData,
    Raw,
    Registration,
    ResetBondsFlag,
    Sha256,
    TimelockEncrypted,
    TimelockRevealFailed,
    UsageTracker,
)
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.transaction_payment.charging import payer
from taonet.sim import Chain

SEALED = TimelockEncrypted(b"secret", 77)


def used(stage: Chain) -> UsageTracker | None:
    return Storage.UsedSpaceOf.get(stage.s, OWN, MINER)


def next_epoch(stage: Chain) -> None:
    Epochs.SubnetEpochIndex.update(stage.s, OWN, lambda index: index + 1)


def test_a_commitment_is_kept_with_its_block(stage: Chain) -> None:
    publish(stage, MINER, Raw(b"owner/model"), Sha256(bytes(32)))

    info = CommitmentInfo([Raw(b"owner/model"), Sha256(bytes(32))])
    assert commitment_of(stage, MINER) == Registration(Tao(0), stage.number, info)
    assert Storage.LastCommitment.get(stage.s, OWN, MINER) == stage.number
    assert stage.events(Commitment) == [Commitment(OWN, MINER)]
    assert commitment_of(stage, RIVAL) is None
    assert Storage.LastBondsReset.get(stage.s, OWN, MINER) is None


def test_a_newer_commitment_replaces_the_older(stage: Chain) -> None:
    publish(stage, MINER, Raw(b"old"), Raw(b"older"))
    stage.skip(3)
    publish(stage, MINER, Raw(b"new"))

    assert commitment_of(stage, MINER) == Registration(Tao(0), stage.number, CommitmentInfo([Raw(b"new")]))


def test_an_empty_commitment_is_one_too(stage: Chain) -> None:
    publish(stage, MINER)

    assert commitment_of(stage, MINER).info.fields == []
    assert used(stage).used_space == 100


def test_only_hotkeys_that_are_registered_there_publish(stage: Chain) -> None:
    for who in (stage.bob, CHARLIE_HOT):
        with stage.refused(AccountNotAllowedCommit):
            publish(stage, who, Raw(b"a"))
    for netuid in (ROOT, FIRST, NetUid(9)):
        with stage.refused(AccountNotAllowedCommit):
            stage.call(MINER, set_commitment, netuid, CommitmentInfo([]))
    with stage.refused(BadOrigin):
        stage.as_root(set_commitment, OWN, CommitmentInfo([]))


def test_a_seat_on_a_subnet_that_is_gone_is_not_enough(stage: Chain) -> None:
    Subnets.NetworksAdded.remove(stage.s, OWN)
    with stage.refused(AccountNotAllowedCommit):
        publish(stage, MINER, Raw(b"a"))
    Subnets.NetworksAdded.put(stage.s, OWN, True)


def test_a_fourth_field_is_refused(stage: Chain) -> None:
    publish(stage, MINER, NoData(), NoData(), NoData())
    with stage.refused(TooManyFieldsInCommitmentInfo):
        publish(stage, MINER, NoData(), NoData(), NoData(), NoData())


def test_nobody_but_the_chain_marks_a_field_as_failed(stage: Chain) -> None:
    with stage.refused(TimelockRevealFailedNotAllowed):
        publish(stage, MINER, Raw(b"a"), TimelockRevealFailed(b"secret", 77))


def test_a_small_commitment_counts_as_a_hundred_bytes_and_a_larger_as_it_is(stage: Chain) -> None:
    publish(stage, MINER, Raw(b"a"), ResetBondsFlag())
    assert used(stage) == UsageTracker(0, 100)
    publish(stage, MINER, BigRaw(bytes(512)), TimelockEncrypted(bytes(30), 2**64 - 1), Sha256(bytes(32)))
    assert used(stage) == UsageTracker(0, 100 + 512 + 30 + 32)


def test_space_is_given_anew_with_the_subnets_next_epoch(stage: Chain) -> None:
    large = [TimelockEncrypted(bytes(1000), 1)] * 3
    publish(stage, MINER, *large)
    publish(stage, MINER)
    assert used(stage) == UsageTracker(0, 3_100)
    with stage.refused(SpaceLimitExceeded):
        publish(stage, MINER)
    publish(stage, RIVAL)

    next_epoch(stage)
    publish(stage, MINER, *large)
    assert used(stage) == UsageTracker(1, 3_000)


def test_root_sets_the_space_and_nobody_else(stage: Chain) -> None:
    with stage.refused(BadOrigin):
        stage.call(stage.alice, set_max_space, 99)
    stage.as_root(set_max_space, 99)
    with stage.refused(SpaceLimitExceeded):
        publish(stage, MINER)
    stage.as_root(set_max_space, 100)
    publish(stage, MINER)


def test_a_sealed_commitment_is_announced_with_its_first_round_and_indexed_until_replaced(stage: Chain) -> None:
    publish(stage, RIVAL, SEALED)
    publish(stage, MINER, Raw(b"a"), SEALED, TimelockEncrypted(b"later", 70))

    assert stage.events(TimelockCommitment)[-1] == TimelockCommitment(OWN, MINER, 77)
    assert stage.events(Commitment) == []
    assert Storage.TimelockedIndex.get(stage.s) == sorted([(OWN, MINER), (OWN, RIVAL)])
    publish(stage, MINER, Raw(b"a"))
    assert Storage.TimelockedIndex.get(stage.s) == [(OWN, RIVAL)]
    assert Storage.RevealedCommitments.get(stage.s, OWN, RIVAL) is None


def test_the_index_is_held_against_the_commitments(stage: Chain) -> None:
    publish(stage, MINER, SEALED)
    Storage.TimelockedIndex.put(stage.s, [])
    with pytest.raises(BrokenInvariant):
        the_index_names_what_is_sealed(stage.s)
    Storage.TimelockedIndex.put(stage.s, [(OWN, MINER), (OWN, RIVAL)])
    with pytest.raises(BrokenInvariant):
        the_index_names_what_is_sealed(stage.s)
    Storage.TimelockedIndex.put(stage.s, [(OWN, MINER)])


def with_deposit(stage: Chain, reserved: int, deposit: int) -> None:
    transfer(stage.s, stage.bob, MINER, Tao(10_000), keep_alive=True)
    reserves.reserve(stage.s, MINER, Tao(reserved))
    Storage.CommitmentOf.put(stage.s, OWN, MINER, Registration(Tao(deposit), 1, CommitmentInfo([])))


def test_the_deposit_of_a_record_from_when_there_was_one_is_given_back(stage: Chain) -> None:
    with_deposit(stage, reserved=3_000, deposit=3_000)
    publish(stage, MINER, Raw(b"a"))

    assert commitment_of(stage, MINER).deposit == 0
    assert (funds_of(stage.s, MINER).free, funds_of(stage.s, MINER).reserved) == (10_000, 0)


def test_a_deposit_that_is_not_there_is_an_error(stage: Chain) -> None:
    with_deposit(stage, reserved=2_999, deposit=3_000)
    with stage.refused(UnexpectedUnreserveLeftover, after_writing=True):  # upstream: set_commitment unreserves first
        publish(stage, MINER, Raw(b"a"))


def test_the_call_is_free_and_would_be_the_coldkeys_to_pay(stage: Chain) -> None:
    call = RUNTIME.call("Commitments", "set_commitment", OWN, CommitmentInfo([]))

    assert call.declared(stage.s).pays is Pays.No
    assert payer(stage.s, MINER, call, 5) == (stage.bob, 0)


def test_the_pool_refuses_who_is_not_registered(stage: Chain) -> None:
    def refusal(who: AccountId, netuid: NetUid) -> int:
        call = RUNTIME.call("Commitments", "set_commitment", netuid, CommitmentInfo([]))
        with pytest.raises(TransactionInvalid) as caught:
            check_in_pool(stage.s, who, call)
        assert caught.value.reason is Invalid.Custom
        return caught.value.custom

    assert refusal(MINER, NetUid(9)) == 3
    assert refusal(CHARLIE_HOT, OWN) == 19
    check_in_pool(stage.s, MINER, RUNTIME.call("Commitments", "set_commitment", OWN, CommitmentInfo([])))


def test_inside_a_batch_the_call_refuses_for_itself(stage: Chain) -> None:
    call = RUNTIME.call("Commitments", "set_commitment", OWN, CommitmentInfo([]))
    batch = RUNTIME.call("Utility", "batch_all", [call])

    check_in_pool(stage.s, CHARLIE_HOT, batch)
    with stage.refused(AccountNotAllowedCommit):
        dispatch(stage.s, Signed(CHARLIE_HOT), batch)
    dispatch(stage.s, Signed(MINER), batch)
    assert commitment_of(stage, MINER) is not None


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 1024), st.booleans()), max_size=12))
def test_space_is_never_overdrawn(steps: list[tuple[bool, int, bool]]) -> None:
    stage = new_stage()
    spent = 0
    for sealed, length, new_epoch in steps:
        if new_epoch:
            next_epoch(stage)
            spent = 0
        field = TimelockEncrypted(bytes(length), 1) if sealed else BigRaw(bytes(length // 2))
        needed = max(space_of(field), 100)
        if spent + needed > 3_100:
            with stage.refused(SpaceLimitExceeded):
                publish(stage, MINER, field)
        else:
            publish(stage, MINER, field)
            spent += needed
            assert used(stage).used_space == spent
        the_index_names_what_is_sealed(stage.s)
