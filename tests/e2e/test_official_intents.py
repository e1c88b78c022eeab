"""Every intent of the official client, planned against a node: composed, previewed and priced without being sent.

Planning runs all the client reads before it signs, composes the call with our metadata and asks for its fee; what the
chain then does with the call is tested where the call is.
"""

from typing import Any

import bittensor as bt
import pytest
from bittensor.intents.registry import REGISTRY, build
from tests.e2e.accounts import ALICE, BOB, CHARLIE, DAVE, Market

pytestmark = pytest.mark.timeout(120)

HERE: dict[str, Any] = {"hotkey_ss58": BOB.hot, "netuid": 2}
MOVE = {"origin_hotkey_ss58": BOB.hot, "origin_netuid": 2, "dest_hotkey_ss58": CHARLIE.hot, "dest_netuid": 2}
CALL = {"op": "transfer", "dest_ss58": DAVE.cold, "amount_tao": 1}
SIGNERS = {"other_signatories": [CHARLIE.cold, DAVE.cold], "call": CALL}
LOAN = {"deposit_tao": 10, "min_contribution_tao": 1, "cap_tao": 100, "end": 100_000, "target_ss58": DAVE.cold}
SPREAD = {"netuid": 2, "uids": [0, 1], "weights": [0.5, 0.5]}

INTENTS: dict[str, dict[str, Any]] = {
    "add_collateral": {"netuid": 2, "amount_alpha": 1},
    "add_proxy": {"delegate_ss58": CHARLIE.cold},
    "add_stake": {**HERE, "amount_tao": 1},
    "add_stake_limit": {**HERE, "amount_tao": 1, "limit_price_rao": 2 * 10**9},
    "announce_coldkey_swap": {"new_coldkey_ss58": DAVE.cold},
    "associate_evm_key": {"netuid": 2, "evm_key": "0x" + "11" * 20, "block_number": 1, "signature": "0x" + "22" * 65},
    "associate_hotkey": {},
    "batch": {"intents": [CALL, CALL]},
    "burned_register": {"netuid": 2},
    "claim_root": {"subnets": [1]},
    "claim_root_with_hotkey": {"hotkey_ss58": BOB.hot},
    "clear_coldkey_swap_announcement": {},
    "commit_weights": SPREAD,
    "contribute_crowdloan": {"crowdloan_id": 0, "amount_tao": 1},
    "create_crowdloan": LOAN,
    "create_pure_proxy": {},
    "decrease_take": {"take": 0.05},
    "dispute_coldkey_swap": {},
    "dissolve_crowdloan": {"crowdloan_id": 0},
    "evm_withdraw": {"amount_tao": 1},
    "execute_proxy_announced": {
        "delegate_ss58": BOB.cold, "real_ss58": ALICE.cold, "inner_op": "transfer",
        "inner_args": {"dest_ss58": DAVE.cold, "amount_tao": 1},
    },
    "finalize_crowdloan": {"crowdloan_id": 0},
    "fund_evm_key": {"evm_address": "0x" + "11" * 20, "amount_tao": 1},
    "increase_take": {"take": 0.17},
    "kill_pure_proxy": {"spawner_ss58": BOB.cold},
    "lock_stake": {"netuid": 2, "amount_alpha": 1},
    "move_lock": {"netuid": 2, "destination_hotkey_ss58": CHARLIE.hot},
    "move_stake": {**MOVE, "amount_alpha": 1},
    "move_swap_stake": {**MOVE, "dest_netuid": 1, "amount_alpha": 1},
    "multisig_approve": {"threshold": 2, **SIGNERS},
    "multisig_cancel": {"threshold": 2, **SIGNERS, "timepoint": {"height": 1, "index": 0}},
    "multisig_execute": {"threshold": 2, **SIGNERS},
    "multisig_threshold_1": SIGNERS,
    "pow_register": {"netuid": 2, "work_block": 1, "nonce": 1, "work_hex": "0x" + "00" * 32},
    "refund_crowdloan": {"crowdloan_id": 0},
    "register_leased_network": {"emissions_share": 10},
    "register_subnet": {},
    "remove_proxies": {},
    "remove_proxy": {"delegate_ss58": CHARLIE.cold},
    "remove_stake": {**HERE, "amount_alpha": 1},
    "remove_stake_limit": {**HERE, "amount_alpha": 1, "limit_price_rao": 1},
    "reset_axon": {"netuid": 2},
    "reveal_weights": {**SPREAD, "salt": [1, 2, 3]},
    "root_register": {},
    "serve_axon": {"netuid": 2, "ip": "8.8.8.8", "port": 8091},
    "serve_axon_tls": {"netuid": 2, "ip": "8.8.8.8", "port": 8091, "certificate": "0x01" + "22" * 32},
    "serve_prometheus": {"netuid": 2, "ip": "8.8.8.8", "port": 8092},
    "set_auto_stake": {"netuid": 2},
    "set_childkey_take": {"netuid": 2, "take": 0.1},
    "set_children": {"netuid": 2, "children": [[0.5, CHARLIE.hot]]},
    "set_crowdloan_max_contribution": {"crowdloan_id": 0, "new_max_contribution_tao": 5},
    "set_hyperparameter": {"netuid": 2, "name": "immunity_period", "value": 5000},
    "set_identity": {"name": "Bob"},
    "set_mechanism_count": {"netuid": 2, "mechanism_count": 2},
    "set_min_collateral": {"netuid": 2, "min_alpha": 1},
    "set_perpetual_lock": {"netuid": 2, "enabled": True},
    "set_reject_locked_alpha": {"enabled": True},
    "set_root_claim_threshold": {"threshold": 1},
    "set_subnet_emission_enabled": {"netuids": [2], "enabled": True},
    "set_subnet_identity": {"netuid": 2, "subnet_name": "words"},
    "set_take": {"take": 0.1},
    "set_weights": SPREAD,
    "stake_burn": {"netuid": 2, "amount_tao": 1},
    "stake_into_basket": {"hotkey_ss58": BOB.hot, "amount_tao": 1},
    "start_call": {"netuid": 2},
    "swap_basket": {"hotkey_ss58": BOB.hot, "origin_netuid": 1, "dest_netuid": 2, "amount": 1},
    "swap_basket_many": {
        "hotkey_ss58": BOB.hot,
        "legs": [{"origin_netuid": 1, "dest_netuid": 2, "amount": 1, "min_amount_out": 0}],
    },
    "swap_coldkey_announced": {"new_coldkey_ss58": DAVE.cold},
    "swap_hotkey": {"new_hotkey_ss58": DAVE.hot},
    "swap_stake": {"hotkey_ss58": BOB.hot, "origin_netuid": 2, "dest_netuid": 1, "amount_alpha": 1},
    "terminate_lease": {"lease_id": 0},
    "transfer": {"dest_ss58": DAVE.cold, "amount_tao": 1},
    "transfer_all": {"dest_ss58": DAVE.cold},
    "transfer_stake": {
        "dest_coldkey_ss58": DAVE.cold, "hotkey_ss58": BOB.hot, "origin_netuid": 2, "dest_netuid": 2, "amount_alpha": 1,
    },
    "trim_null_subnet_batch": {"netuid": 2, "target": 64},
    "trim_subnet": {"netuid": 2, "max_n": 64},
    "unstake_all": {"hotkey_ss58": BOB.hot},
    "unstake_all_alpha": {"hotkey_ss58": BOB.hot},
    "update_crowdloan_cap": {"crowdloan_id": 0, "new_cap_tao": 200},
    "update_crowdloan_end": {"crowdloan_id": 0, "new_end": 100_001},
    "update_crowdloan_min_contribution": {"crowdloan_id": 0, "new_min_contribution_tao": 2},
    "update_symbol": {"netuid": 2, "symbol": "δ"},
    "withdraw_crowdloan": {"crowdloan_id": 0},
}  # fmt: skip

UNDECLARED = {
    "announce_coldkey_swap", "associate_evm_key", "claim_root", "claim_root_with_hotkey",
    "clear_coldkey_swap_announcement", "commit_weights", "contribute_crowdloan", "create_crowdloan",
    "dispute_coldkey_swap", "dissolve_crowdloan", "evm_withdraw", "finalize_crowdloan", "lock_stake", "move_lock",
    "pow_register", "refund_crowdloan", "register_leased_network", "set_childkey_take", "set_children",
    "set_crowdloan_max_contribution", "set_perpetual_lock", "set_reject_locked_alpha", "set_root_claim_threshold",
    "stake_into_basket", "swap_basket", "swap_basket_many", "swap_coldkey_announced", "swap_hotkey", "terminate_lease",
    "trim_null_subnet_batch", "trim_subnet", "update_crowdloan_cap", "update_crowdloan_end",
    "update_crowdloan_min_contribution", "withdraw_crowdloan",
}  # fmt: skip
"""Intents whose calls need not be declared; what the runtime gains comes off the list."""


def plan_of(market: Market, operation: str) -> bt.Plan:
    wallet = ALICE if REGISTRY[operation].origin != "signed" else BOB
    return market.client.plan(build(operation, INTENTS[operation]), wallet)


def test_the_list_is_the_clients() -> None:
    assert set(INTENTS) == set(REGISTRY)
    assert len(REGISTRY) == 83
    assert set(REGISTRY) >= UNDECLARED


@pytest.mark.parametrize("operation", sorted(set(INTENTS) - UNDECLARED))
def test_plans_what_is_declared(market: Market, operation: str) -> None:
    plan = plan_of(market, operation)
    assert plan.ok, plan.violations
    assert plan.fee is not None
    assert plan.effects


@pytest.mark.parametrize("operation", sorted(UNDECLARED))
def test_says_that_it_is_missing_or_plans_it_too(market: Market, operation: str) -> None:
    try:
        plan = plan_of(market, operation)
    except ValueError as error:
        assert "not found" in str(error)  # noqa: PT017  either end is right
    except bt.BittensorError as refusal:
        assert str(refusal)  # noqa: PT017  what the client reads first may rule it out
    else:
        assert plan.fee is not None
