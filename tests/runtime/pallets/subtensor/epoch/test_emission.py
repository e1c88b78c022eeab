"""Shares become rao, and stakers are paid where nobody earned."""

from __future__ import annotations

from collections.abc import Callable

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import amounts, neuron_emission_shares, run_yuma
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs

MakeInputs = Callable[..., EpochInputs]
ONE = I32F32.one


def test_miners_and_validators_get_half_each(make_inputs: MakeInputs) -> None:
    outputs = run_yuma(make_inputs(emission=1_000_000_000))

    assert sum(outputs.server_emission) in range(499_999_990, 500_000_001)
    assert sum(outputs.validator_emission) in range(499_999_990, 500_000_001)
    assert outputs.incentive == [0, 0, 32_767, 32_767]


def test_without_weights_validators_are_paid_by_active_stake(make_inputs: MakeInputs) -> None:
    nothing = [b""] * 4
    outputs = run_yuma(make_inputs(weights=nothing, last_update=[990, 0, 990, 990]))

    assert outputs.validator_emission == [1_000_000, 0, 0, 0]
    assert outputs.server_emission == [0] * 4


def test_without_active_stake_everyone_with_stake_is_paid(make_inputs: MakeInputs) -> None:
    outputs = run_yuma(make_inputs(weights=[b""] * 4, last_update=[0] * 4))

    assert outputs.validator_emission == outputs.combined_emission == [750_000, 250_000, 0, 0]


def test_shares_are_of_the_sum_of_both() -> None:
    server, validator, combined = neuron_emission_shares([ONE, 0], [0, ONE], [0, 0], [0, 0])

    assert server == [ONE // 2, 0]
    assert validator == [0, ONE // 2]
    assert combined == [ONE // 2, ONE // 2]


def test_amounts_floor_and_hold_the_largest_emission() -> None:
    assert amounts([ONE, ONE // 3, 0], U64_MAX) == [U64_MAX, (ONE // 3 * U64_MAX) >> 32, 0]
    assert amounts([ONE - 1], 1) == [0]
