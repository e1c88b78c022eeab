"""Every call that is declared costs what the real chain takes for it."""

import pytest
from tools.vectors import fees
from tools.vectors.runner import Vector

from taonet.runtime.construct import RUNTIME

VECTORS = fees.load()
DECLARED = [vector for vector in VECTORS if tuple(vector["fn"].split(".")) in RUNTIME.calls]

NOT_DECLARED = [
    "AdminUtils.swap_authorities",
    "AdminUtils.sudo_set_tx_rate_limit",
    "AdminUtils.sudo_set_adjustment_interval",
    "AdminUtils.sudo_set_adjustment_alpha",
    "AdminUtils.sudo_set_activity_cutoff",
    "AdminUtils.sudo_set_total_issuance",
    "AdminUtils.sudo_set_network_immunity_period",
    "AdminUtils.sudo_set_dissolve_network_schedule_duration",
    "AdminUtils.sudo_set_evm_chain_id",
    "AdminUtils.schedule_grandpa_change",
    "AdminUtils.sudo_toggle_evm_precompile",
    "AdminUtils.sudo_set_bonds_reset_enabled",
    "AdminUtils.sudo_trim_to_max_allowed_uids",
    "AdminUtils.sudo_set_tao_flow_cutoff",
    "AdminUtils.sudo_set_tao_flow_normalization_exponent",
    "AdminUtils.sudo_set_tao_flow_smoothing_factor",
    "AdminUtils.sudo_set_net_tao_flow_enabled",
    "AdminUtils.sudo_set_coldkey_swap_announcement_delay",
    "AdminUtils.sudo_set_coldkey_swap_reannouncement_delay",
    "AdminUtils.sudo_set_owner_cut_auto_lock_enabled",
    "MevShield.store_encrypted",
    "MevShield.set_max_pending_extrinsics_number",
    "MevShield.set_on_initialize_weight",
    "MevShield.set_stored_extrinsic_lifetime",
    "MevShield.set_max_extrinsic_weight",
]


@pytest.mark.parametrize("vector", DECLARED, ids=lambda vector: vector["fn"])
def test_a_call_costs_what_was_recorded(vector: Vector) -> None:
    assert fees.check(vector) == vector["out"]


def test_the_calls_without_a_fee_here_are_named_one_by_one() -> None:
    assert fees.run().undeclared == NOT_DECLARED
    assert len(VECTORS) == len(DECLARED) + len(NOT_DECLARED) == 225


def test_a_call_under_another_name_is_no_match() -> None:
    with pytest.raises(LookupError):
        fees.check({"fn": "System.remark_with_event", "in": "00000401", "out": 42_488})
