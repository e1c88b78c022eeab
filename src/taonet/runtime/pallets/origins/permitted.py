"""Which calls each track may dispatch: the one table. Root's track may dispatch every call; all others only what stands here.

What a batch holds is held to the same table. Nothing here makes other calls possible by a detour: no call in another's
name, no scheduled call, no code, no raw storage, no funds.

Source: pallets/subtensor/src/utils/misc.rs ensure_sn_owner_or_root_with_limits
"""

from __future__ import annotations

from collections.abc import Mapping

from taonet.runtime.pallets.origins.types import (
    NetworkParameters,
    ReferendumCanceller,
    ReferendumKiller,
    Subnet,
    SubnetAffairs,
    TrackOrigin,
    WishForChange,
)

Names = frozenset[tuple[str, str]]


def _of(pallet: str, *calls: str) -> Names:
    return frozenset((pallet, call) for call in calls)


BATCHES = _of("Utility", "batch", "batch_all", "force_batch")

_NETWORK = _of(
    "AdminUtils",
    "sudo_set_admin_freeze_window",
    "sudo_set_ck_burn",
    "sudo_set_default_take",
    "sudo_set_emission_bar_quantile",
    "sudo_set_emission_bar_rank",
    "sudo_set_emission_gate_exponent",
    "sudo_set_lock_reduction_interval",
    "sudo_set_max_epochs_per_block",
    "sudo_set_max_mechanism_count",
    "sudo_set_min_delegate_take",
    "sudo_set_network_min_lock_cost",
    "sudo_set_network_rate_limit",
    "sudo_set_nominator_min_required_stake",
    "sudo_set_owner_hparam_rate_limit",
    "sudo_set_stake_threshold",
    "sudo_set_start_call_delay",
    "sudo_set_subnet_limit",
    "sudo_set_subnet_moving_alpha",
    "sudo_set_subnet_owner_cut",
    "sudo_set_tx_delegate_take_rate_limit",
) | _of("Commitments", "set_max_space")

OWNERS = _of(
    "AdminUtils",
    "sudo_set_activity_cutoff_factor",
    "sudo_set_alpha_sigmoid_steepness",
    "sudo_set_alpha_values",
    "sudo_set_bonds_moving_average",
    "sudo_set_bonds_penalty",
    "sudo_set_burn_half_life",
    "sudo_set_burn_increase_mult",
    "sudo_set_collateral_drain_ratio",
    "sudo_set_collateral_lock_share",
    "sudo_set_commit_reveal_weights_enabled",
    "sudo_set_commit_reveal_weights_interval",
    "sudo_set_immunity_period",
    "sudo_set_liquid_alpha_consensus_mode",
    "sudo_set_liquid_alpha_enabled",
    "sudo_set_max_allowed_uids",
    "sudo_set_max_burn",
    "sudo_set_max_difficulty",
    "sudo_set_mechanism_count",
    "sudo_set_mechanism_emission_split",
    "sudo_set_min_allowed_weights",
    "sudo_set_min_burn",
    "sudo_set_min_childkey_take_per_subnet",
    "sudo_set_network_registration_allowed",
    "sudo_set_owner_cut_enabled",
    "sudo_set_owner_immune_neuron_limit",
    "sudo_set_recycle_or_burn",
    "sudo_set_rho",
    "sudo_set_serving_rate_limit",
    "sudo_set_toggle_transfer",
    "sudo_set_weights_version_key",
    "sudo_set_yuma3_enabled",
)
"""Settings of a subnet that owner and root share."""

_OWNERS_ALONE = _of("SubtensorModule", "set_tempo", "set_activity_cutoff_factor")

_ROOTS_IN_SUBNETS = _of(
    "AdminUtils",
    "sudo_set_difficulty",
    "sudo_set_ema_price_halving_period",
    "sudo_set_kappa",
    "sudo_set_max_allowed_validators",
    "sudo_set_max_registrations_per_block",
    "sudo_set_min_allowed_uids",
    "sudo_set_min_difficulty",
    "sudo_set_min_non_immune_uids",
    "sudo_set_rao_recycled",
    "sudo_set_subnet_emission_enabled",
    "sudo_set_subtoken_enabled",
    "sudo_set_target_registrations_per_interval",
    "sudo_set_tempo",
    "sudo_set_weights_set_rate_limit",
) | _of("Swap", "set_fee_rate")

PERMITTED: Mapping[type[TrackOrigin], Names] = {
    WishForChange: BATCHES | _of("System", "remark"),
    NetworkParameters: BATCHES | _NETWORK,
    SubnetAffairs: BATCHES | OWNERS | _ROOTS_IN_SUBNETS,
    ReferendumCanceller: BATCHES | _of("Referenda", "cancel"),
    ReferendumKiller: BATCHES | _of("Referenda", "cancel", "kill"),
    Subnet: BATCHES | OWNERS | _OWNERS_ALONE,
}
