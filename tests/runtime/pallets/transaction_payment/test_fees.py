"""What a transaction costs, and where the money goes."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.frame.call import Declared, Policy, RuntimeCall, call
from taonet.frame.origin import Origin
from taonet.frame.state import State
from taonet.frame.validity import TransactionInvalid
from taonet.frame.weight import DispatchClass, Pays, Weight
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId, BlockNumber
from taonet.runtime.construct import RUNTIME
from taonet.runtime.dispatch import SWAP_CHECK
from taonet.runtime.pallets.balances import calls as balances_calls
from taonet.runtime.pallets.balances import logic
from taonet.runtime.pallets.balances.events import Deposit, Withdraw
from taonet.runtime.pallets.subtensor.accounts.keys import owner_of_hotkey
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.transaction_payment import charging, fees, genesis
from taonet.runtime.pallets.transaction_payment.events import TransactionFeePaid
from taonet.runtime.pallets.transaction_payment.hooks import on_finalize
from taonet.runtime.pallets.transaction_payment.storage import Storage
from taonet.runtime.types import AddressId
from taonet.sim import refused

EventsOf = Callable[[State], list[object]]
WEIGHT = Weight(224_051_000, 7_791)
LENGTH = 144
DECLARED = Declared(Weight(164_051_000, 3_593))
FEE = 27_039 + 72 + 56_013


@call(index=3, weight=Weight(5_000_000_000), policy=Policy(billed_at_most=2_409_000_000))
def remove_stake(s: State, origin: Origin) -> None:
    """Stand for a call that has become heavier."""


@call(index=4, weight=Weight(5_000_000_000))
def other_call(s: State, origin: Origin) -> None:
    """Stand for a call that never was lighter."""


@call(index=5, weight=Weight(0), policy=Policy(payer=owner_of_hotkey))
def work_of_a_hotkey(s: State, origin: Origin) -> None:
    """Stand for a call that the owner of a hotkey pays for."""


HEAVY, OTHER, WORK = (RuntimeCall(made, ()) for made in (remove_stake, other_call, work_of_a_hotkey))


@pytest.fixture
def transfer(bob: AccountId) -> RuntimeCall:
    return RuntimeCall(balances_calls.transfer_keep_alive, (AddressId(bob), Tao(1)))


@pytest.mark.parametrize(
    ("ref_time", "fee"),
    [(0, 0), (1_999, 0), (2_000, 0), (2_001, 1), (4_000, 1), (6_000, 1), (6_001, 2), (108_157_000, 27_039)],
)
def test_weight_is_billed_to_the_nearest_rao_half_down(ref_time: int, fee: int) -> None:
    assert fees.weight_fee(Weight(ref_time, 99)) == fee


@pytest.mark.parametrize(("length", "fee"), [(0, 0), (1, 0), (2, 1), (3, 1), (150, 75), (151, 75), (160, 80)])
def test_a_byte_costs_half_a_rao_half_down(length: int, fee: int) -> None:
    assert fees.length_fee(length) == fee


def test_no_more_weight_is_billed_than_a_block_has() -> None:
    assert fees.weight_fee(Weight(1 << 63)) == 1_000_000_000


def test_the_recorded_transfer_weighs_what_it_did(s: State, transfer: RuntimeCall) -> None:
    assert transfer.declared(s).weight.plus(SWAP_CHECK) == WEIGHT


def test_a_fee_has_its_parts(s: State, transfer: RuntimeCall) -> None:
    details = fees.quote(s, transfer, LENGTH, transfer.declared(s), tip=5)

    assert details.inclusion_fee is not None
    assert details.inclusion_fee.base_fee == 27_039
    assert details.inclusion_fee.len_fee == 72
    assert details.inclusion_fee.adjusted_weight_fee == 56_013
    assert fees.final_fee(details) == FEE + 5
    assert fees.partial_fee(s, transfer, LENGTH) == (WEIGHT, DispatchClass.Normal, FEE)


def test_the_recorded_fee_is_twice_ours_at_the_older_price() -> None:
    # At spec 461 all cost twice as much: 144 for the bytes, 54,078 for the base weight, 112,025 for the call.
    assert 166_247 == 144 + 54_078 + 112_025
    assert fees.length_fee(2 * 144) == 144
    assert fees.weight_fee(Weight(2 * 224_051_000)) == 112_025
    assert fees.weight_fee(Weight(2 * 108_157_000)) == 54_078


def test_a_free_call_pays_its_tip(s: State) -> None:
    assert fees.compute_fee(s, LENGTH, Declared(Weight(10**9), pays=Pays.No), WEIGHT, 7) == 7


def test_unused_weight_is_given_back_and_the_rest_recycled(
    s: State, alice: AccountId, transfer: RuntimeCall, events_of: EventsOf
) -> None:
    Staking.TotalIssuance.put(s, Tao(2_000_000))

    charge = charging.withdraw(s, alice, transfer, WEIGHT, LENGTH, 10, DECLARED)
    assert logic.free_balance(s, alice) == 1_000_000 - FEE - 10
    assert logic.total_issuance(s) == 1_001_000
    charging.settle(s, charge, Weight(100_000_000), LENGTH, Pays.Yes, DECLARED)

    actual = 27_039 + 72 + 25_000 + 10
    assert logic.free_balance(s, alice) == 1_000_000 - actual
    assert logic.total_issuance(s) == 1_001_000 - actual
    assert Staking.TotalIssuance.get(s) == 2_000_000 - actual
    assert events_of(s) == [
        Withdraw(alice, Tao(FEE + 10)),
        Deposit(alice, Tao(FEE + 10 - actual)),
        TransactionFeePaid(alice, Tao(actual), Tao(10)),
    ]


def test_a_call_that_turns_out_free_gets_all_but_the_tip_back(
    s: State, alice: AccountId, transfer: RuntimeCall
) -> None:
    charge = charging.withdraw(s, alice, transfer, WEIGHT, LENGTH, 10, DECLARED)

    charging.settle(s, charge, WEIGHT, LENGTH, Pays.No, DECLARED)

    assert logic.free_balance(s, alice) == 1_000_000 - 10


def test_no_refund_is_announced_as_zero(s: State, alice: AccountId, transfer: RuntimeCall, events_of: EventsOf) -> None:
    charge = charging.withdraw(s, alice, transfer, WEIGHT, LENGTH, 0, DECLARED)

    charging.settle(s, charge, WEIGHT, LENGTH, Pays.Yes, DECLARED)

    assert events_of(s)[1:] == [Deposit(alice, Tao(0)), TransactionFeePaid(alice, Tao(FEE), Tao(0))]


def test_an_account_that_died_gets_nothing_back(
    s: State, alice: AccountId, bob: AccountId, transfer: RuntimeCall
) -> None:
    charge = charging.withdraw(s, alice, transfer, WEIGHT, LENGTH, 0, DECLARED)
    logic.transfer(s, alice, bob, logic.free_balance(s, alice), keep_alive=False)
    charging.settle(s, charge, Weight(0), LENGTH, Pays.Yes, DECLARED)

    assert logic.free_balance(s, alice) == 0
    assert logic.total_issuance(s) == 1_001_000 - FEE


def test_nothing_is_taken_for_a_free_transaction(
    s: State, alice: AccountId, transfer: RuntimeCall, events_of: EventsOf
) -> None:
    free = Declared(Weight(0), pays=Pays.No)

    charge = charging.withdraw(s, alice, transfer, WEIGHT, LENGTH, 0, free)
    charging.settle(s, charge, WEIGHT, LENGTH, Pays.No, free)

    assert events_of(s) == [TransactionFeePaid(alice, Tao(0), Tao(0))]


def test_who_cannot_pay_and_live_is_refused(s: State, bob: AccountId, transfer: RuntimeCall) -> None:
    with refused(s, TransactionInvalid):
        charging.check(s, bob, transfer, WEIGHT, LENGTH, 0, DECLARED)
    with refused(s, TransactionInvalid):
        charging.withdraw(s, bob, transfer, WEIGHT, LENGTH, 0, DECLARED)


def test_who_can_pay_passes_the_check_that_changes_nothing(s: State, alice: AccountId, transfer: RuntimeCall) -> None:
    before = dict(s.changes())

    charging.check(s, alice, transfer, WEIGHT, LENGTH, 1_000_000 - 500 - FEE, DECLARED)

    assert dict(s.changes()) == before
    with refused(s, TransactionInvalid):
        charging.check(s, alice, transfer, WEIGHT, LENGTH, 1_000_000 - 499 - FEE, DECLARED)


def test_a_call_that_became_heavier_is_billed_as_before(s: State) -> None:
    assert fees.billed_weight(s, HEAVY, Weight(5_060_000_000, 1)) == Weight(2_409_000_000, 1)
    assert fees.billed_weight(s, OTHER, Weight(5_060_000_000)).ref_time == 5_060_000_000


def test_what_was_billed_at_most_is_never_exceeded_afterwards(s: State, alice: AccountId) -> None:
    heavy = HEAVY
    logic.deposit(s, alice, logic.issue(s, Tao(10_000_000)))
    declared = heavy.declared(s)

    charge = charging.withdraw(s, alice, heavy, Weight(5_060_000_000), 0, 0, declared)
    charging.settle(s, charge, Weight(5_060_000_000), 0, Pays.Yes, declared)

    assert charge.paid == 27_039 + 602_250
    assert logic.free_balance(s, alice) == 11_000_000 - charge.paid


def test_the_coldkey_pays_for_a_hotkeys_work_but_not_its_tip(s: State, alice: AccountId, bob: AccountId) -> None:
    assert charging.payer(s, bob, WORK, 9) == (bob, 9)

    Accounts.Owner.put(s, bob, alice)

    assert charging.payer(s, bob, WORK, 9) == (alice, 0)
    assert charging.payer(s, bob, HEAVY, 9) == (bob, 9)


def test_whose_work_the_coldkey_pays_for_and_what_is_billed_at_most_stands_on_the_calls() -> None:
    policies = {RUNTIME.name_of(call)[1]: call.policy for call in RUNTIME.calls.values()}

    assert sorted(name for name, policy in policies.items() if policy.payer is owner_of_hotkey) == [
        "batch_commit_weights", "batch_reveal_weights", "batch_set_weights", "commit_crv3_mechanism_weights",
        "commit_mechanism_weights", "commit_timelocked_mechanism_weights", "commit_timelocked_weights", "commit_weights",
        "reveal_mechanism_weights", "reveal_weights", "serve_axon", "serve_axon_tls",
        "serve_prometheus", "set_commitment", "set_mechanism_weights", "set_weights",
    ]  # fmt: skip
    assert {name: policy.billed_at_most for name, policy in policies.items() if policy.billed_at_most} == {
        "register": 4_174_683_000, "burned_register": 4_175_124_000, "register_limit": 4_155_012_000, "unstake_all": 225_000_000,
        "unstake_all_alpha": 4_069_000_000, "remove_stake": 2_409_000_000, "remove_stake_limit": 2_472_000_000,
        "remove_stake_full_limit": 2_500_000_000, "move_stake": 1_370_000_000, "move_stake_limit": 4_194_000_000,
        "transfer_stake": 1_427_000_000, "transfer_stake_and_hotkey": 1_506_000_000, "swap_stake": 4_073_000_000,
        "swap_stake_limit": 4_169_000_000, "burn_alpha": 912_000_000, "recycle_alpha": 1_133_000_000,
        "set_min_collateral": 281_000_000,
    }  # fmt: skip


def test_the_multiplier_is_one_from_genesis_on(s: State) -> None:
    genesis.build(s)
    Storage.NextFeeMultiplier.put(s, 3 * 10**18)

    on_finalize(s, BlockNumber(1))

    assert Storage.NextFeeMultiplier.get(s) == 10**18


@given(ref_time=st.integers(0, 4_000_000_000_000))
def test_the_weight_fee_is_the_nearest_rao(ref_time: int) -> None:
    assert -2_000 < fees.weight_fee(Weight(ref_time)) * 4_000 - ref_time + 1 <= 2_001
    assert abs(fees.weight_fee(Weight(ref_time)) * 4_000 - ref_time) <= 2_000
