"""Who was given alpha and never had TAO can leave with it, and cannot be made to do so twice."""

import pytest
from tests.helpers import TAO, account, add_subnet

from taonet.frame.validity import Invalid, TransactionInvalid
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.subtensor.errors import AmountTooLow
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.events import TransactionFeePaidWithAlpha
from taonet.runtime.pallets.system.events import ExtrinsicFailed, NewAccount
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.runtime.types import AddressId
from taonet.sim import Chain

HOT, PLACE = account("hot"), NetUid(9)
STAKE = Alpha(100 * TAO)


def state_of(chain: Chain, who: AccountId) -> tuple[int, int, int]:
    found = System.Account.get(chain.s, who)
    return found.nonce, found.providers, found.sufficients


@pytest.fixture
def chain() -> Chain:
    """Give a chain on which `poor` has alpha on a subnet without a pool, where alpha is TAO."""
    chain = Chain.localnet(keep_root=False)
    add_subnet(chain, PLACE, 0)
    chain.call(chain.alice, RUNTIME.calls["SubtensorModule", "try_associate_hotkey"], HOT)
    chain.call(chain.alice, RUNTIME.calls["SubtensorModule", "add_stake"], HOT, PLACE, Tao(200 * TAO))
    chain.account("poor", 0)
    chain.call(
        chain.alice, RUNTIME.calls["SubtensorModule", "transfer_stake"], account("poor"), HOT, PLACE, PLACE, STAKE
    )
    chain.block()
    return chain


def test_a_stake_is_left_without_any_tao(chain: Chain) -> None:
    poor = account("poor")
    call = RUNTIME.call("SubtensorModule", "remove_stake", HOT, PLACE, Alpha(10 * TAO))
    raw = chain.sign(poor, call)
    assert state_of(chain, poor) == (0, 0, 0)

    assert chain.validate(raw).requires == ()
    outcome = chain.submit(poor, call.call, *call.args)

    assert outcome.refusal is None
    paid = [event for event in outcome.events if isinstance(event, TransactionFeePaidWithAlpha)]
    assert [(one.who, one.netuid, one.alpha_fee) for one in paid] == [(poor, PLACE, outcome.fee)]
    assert NewAccount(poor) in outcome.events
    assert stakes.stake_of(chain.s, HOT, poor, PLACE) == 90 * TAO - outcome.fee
    assert chain.balance(poor) == 10 * TAO
    chain.check()


def test_a_refused_call_is_paid_in_alpha_as_well(chain: Chain) -> None:
    poor = account("poor")
    outcome = chain.submit(poor, RUNTIME.calls["SubtensorModule", "remove_stake"], HOT, PLACE, Alpha(1))

    assert isinstance(outcome.refusal, AmountTooLow)
    assert outcome.fee > 27_039
    assert isinstance(outcome.events[-1], ExtrinsicFailed)
    assert isinstance(outcome.events[-2], TransactionFeePaid)
    assert outcome.events[-3] == TransactionFeePaidWithAlpha(poor, PLACE, Alpha(outcome.fee), outcome.fee)
    assert stakes.stake_of(chain.s, HOT, poor, PLACE) == STAKE - outcome.fee
    assert chain.balance(poor) == 0
    assert state_of(chain, poor) == (1, 0, 1)
    chain.check()


def test_the_used_nonce_outlives_the_funds(chain: Chain) -> None:
    poor = account("poor")
    chain.submit(poor, RUNTIME.calls["SubtensorModule", "remove_stake"], HOT, PLACE, Alpha(10 * TAO))
    assert state_of(chain, poor) == (1, 1, 1)
    again = chain.sign(poor, RUNTIME.call("SubtensorModule", "remove_stake", HOT, PLACE, Alpha(10 * TAO)), nonce=0)

    chain.submit(poor, RUNTIME.calls["Balances", "transfer_all"], AddressId(chain.alice), False)

    assert state_of(chain, poor) == (2, 0, 1)
    with pytest.raises(TransactionInvalid) as said:
        chain.validate(again)
    assert said.value.reason is Invalid.Stale
    chain.check()


def test_a_free_transaction_of_an_unfunded_key_keeps_its_nonce_as_well(chain: Chain) -> None:
    key = chain.account("unfunded", 0)
    free = RUNTIME.call("Utility", "batch", [])

    outcome = chain.submit(key, free.call, *free.args)

    assert (outcome.refusal, outcome.fee) == (None, 0)
    assert outcome.events[0] == NewAccount(key)
    assert state_of(chain, key) == (1, 0, 1)
    with pytest.raises(TransactionInvalid) as said:
        chain.validate(chain.sign(key, free, nonce=0))
    assert said.value.reason is Invalid.Stale


def test_who_has_funds_gets_no_other_reference(chain: Chain) -> None:
    chain.submit(chain.alice, RUNTIME.calls["System", "remark"], b"")

    assert state_of(chain, chain.alice) == (1, 1, 0)


def test_who_has_neither_funds_nor_stake_is_refused(chain: Chain) -> None:
    nobody = chain.account("nobody", 0)
    for call in (
        RUNTIME.call("System", "remark", b""),
        RUNTIME.call("SubtensorModule", "remove_stake", HOT, PLACE, Alpha(10 * TAO)),
    ):
        with pytest.raises(TransactionInvalid) as said:
            chain.validate(chain.sign(nobody, call))
        assert said.value.reason is Invalid.Payment


def test_alpha_does_not_pay_for_what_leaves_no_stake(chain: Chain) -> None:
    with pytest.raises(TransactionInvalid) as said:
        chain.validate(chain.sign(account("poor"), RUNTIME.call("System", "remark", b"")))

    assert said.value.reason is Invalid.Payment
