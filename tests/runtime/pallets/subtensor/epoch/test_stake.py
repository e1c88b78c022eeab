"""Who has a voice: stake above the threshold, activity, permits."""

from __future__ import annotations

from collections.abc import Callable

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.counted import (
    active_flags,
    active_stake,
    filtered_stake,
    held_permits,
    new_permits,
    stake_shares,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs

MakeInputs = Callable[..., EpochInputs]
RAO = 1 << 64
ONE = I32F32.one


def test_stake_below_the_threshold_is_none_but_the_owner_is_exempt(
    make_inputs: MakeInputs,
) -> None:
    inputs = make_inputs(
        total_stake=[100 * RAO, 100 * RAO - 1, 99 * RAO, 5 * RAO],
        stake_threshold=100,
        owner_uid=3,
    )

    assert filtered_stake(inputs) == [100 * RAO, 0, 0, 5 * RAO]


def test_shares_floor_and_nobody_has_a_share_of_nothing(make_inputs: MakeInputs) -> None:
    thirds = make_inputs(total_stake=[RAO, RAO, RAO, 0])

    assert stake_shares(thirds) == [ONE // 3, ONE // 3, ONE // 3, 0]
    assert stake_shares(make_inputs(total_stake=[0] * 4)) == [0] * 4


def test_a_uid_is_active_up_to_the_cutoff_and_not_one_block_more(
    make_inputs: MakeInputs,
) -> None:
    inputs = make_inputs(activity_cutoff=500, current_block=1_000, last_update=[500, 499, U64_MAX])

    assert active_flags(inputs) == [True, False, True, False]


def test_among_equal_stakes_the_lower_uid_loses_its_permit(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(max_allowed_validators=2)

    assert new_permits(inputs, [5, 5, 5, 0]) == [False, True, True, False]
    assert new_permits(inputs, [0, 5, 0, 0]) == [False, True, False, False]


def test_the_owner_always_holds_a_permit(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(owner_uid=3, validator_permit=[True, False, False, False])

    assert held_permits(inputs) == [True, False, False, True]
    assert new_permits(inputs, [5, 6, 7, 0]) == [False, True, True, True]


def test_active_stake_is_shared_among_active_permit_holders() -> None:
    stake = [ONE // 2, ONE // 4, ONE // 4, 0]

    assert active_stake(stake, [True, True, False, True], [True, True, True]) == [
        ONE * 2 // 3,
        ONE // 3,
        0,
        0,
    ]
