"""Null consensus pays by one row and by stake, and loses not one rao."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.arithmetic import U64_MAX
from taonet.runtime.pallets.subtensor.epoch.mechanisms import join_mechanisms, split_emissions
from taonet.runtime.pallets.subtensor.epoch.null import apportion, run_null
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, EpochOutputs, pack_row

MakeInputs = Callable[..., EpochInputs]
RAO = 1 << 64


def half_and_half(inputs: EpochInputs, budget: int) -> EpochOutputs:
    return run_null(inputs, server=budget - budget // 2, validator=budget // 2, root=0)


def weights_of(*given: list[tuple[int, int]]) -> list[bytes]:
    return [pack_row(row) for row in given] + [b""] * (4 - len(given))


def test_the_largest_stake_rates_and_stake_earns_even_without_activity(
    make_inputs: MakeInputs,
) -> None:
    inputs = make_inputs(weights=weights_of([(2, 3), (3, 1)], [(3, 65_535)]), last_update=[100] * 4)
    outputs = half_and_half(inputs, 1_000_000)

    assert outputs.server_emission == [0, 0, 375_000, 125_000]
    assert outputs.validator_emission == [375_000, 125_000, 0, 0]
    assert outputs.active == [False] * 4
    assert outputs.validator_permit == [True, False, False, False]
    assert outputs.consensus == outputs.validator_trust == [0] * 4


def test_among_equal_stakes_the_lowest_uid_rates(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(total_stake=[100 * RAO, 100 * RAO, 0, 0], weights=weights_of([(2, 9)], [(3, 9)]))

    assert half_and_half(inputs, 1_000_000).server_emission == [0, 0, 500_000, 0]


def test_one_rao_more_stake_decides(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(
        total_stake=[10**9 * RAO, (10**9 + 1) * RAO, 0, 0],
        weights=weights_of([(2, 9)], [(3, 9)]),
    )

    assert half_and_half(inputs, 1_000_000).server_emission == [0, 0, 0, 500_000]


@pytest.mark.parametrize(
    "changes",
    [
        {"weights": weights_of([], [(3, 9)])},
        {"weights": weights_of([(2, 9)], [(3, 9)]), "block_at_registration": [10, 10, 990, 10]},
    ],
)
def test_a_row_without_effect_pays_every_uid_the_same(make_inputs: MakeInputs, changes: dict[str, object]) -> None:
    outputs = half_and_half(make_inputs(**changes), 1_000_000)

    assert outputs.server_emission == [125_000] * 4
    assert outputs.validator_emission == [375_000, 125_000, 0, 0]


def test_without_stake_miners_share_all_but_the_root_part(make_inputs: MakeInputs) -> None:
    outputs = run_null(make_inputs(total_stake=[0] * 4), server=500, validator=200, root=300)

    assert outputs.server_emission == [175] * 4
    assert outputs.validator_emission == [0] * 4
    assert outputs.combined_emission == [175] * 4
    assert not any(outputs.validator_permit)


def test_stake_without_a_permit_earns_and_the_permit_moves(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(total_stake=[300 * RAO, 400 * RAO, 0, 0], validator_permit=[True, False, False, False])
    outputs = half_and_half(inputs, 700)

    assert outputs.validator_emission == [150, 200, 0, 0]
    assert outputs.validator_permit == [False, True, False, False]


def test_the_owner_has_no_permit_of_its_own(make_inputs: MakeInputs) -> None:
    inputs = make_inputs(total_stake=[100 * RAO, 300 * RAO, 0, 0], owner_uid=0)

    assert half_and_half(inputs, 100).validator_permit == [False, True, False, False]


def test_bonds_are_frozen(make_inputs: MakeInputs) -> None:
    bonds = weights_of([(2, 12_345)], [(3, 54_321)])

    assert half_and_half(make_inputs(bonds=bonds), 1_000).bonds == bonds


@pytest.mark.parametrize("budget", [0, 1, 2, 3, 5, 501, 1_000_001])
def test_mechanisms_together_pay_each_budget_exactly(make_inputs: MakeInputs, budget: int) -> None:
    inputs = make_inputs(weights=weights_of([(2, 65_534), (3, 1), (1, 7)]))
    budgets = (budget, 200, 300)
    split = [split_emissions(part, 4, None) for part in budgets]
    outputs = [
        run_null(inputs, server=server, validator=validator, root=root)
        for server, validator, root in zip(*split, strict=True)
    ]
    joint = join_mechanisms(
        outputs,
        [sum(parts) for parts in zip(*split, strict=True)],
        sum(budgets),
        exact_emission=True,
    )

    assert sum(joint.server_emission) == budget
    assert sum(joint.validator_emission) == 500
    assert sum(joint.combined_emission) == budget + 500


@settings(max_examples=100, deadline=None)
@given(
    shares=st.lists(st.integers(0, 2**128 - 1), min_size=1, max_size=40).filter(any),
    budget=st.one_of(st.sampled_from([0, 1, 7, U64_MAX]), st.integers(0, U64_MAX)),
)
def test_apportioning_deals_all_and_stays_within_one_of_the_share(shares: list[int], budget: int) -> None:
    dealt = apportion(shares, budget)

    assert sum(dealt) == budget
    for share, units in zip(shares, dealt, strict=True):
        assert units - share * budget // sum(shares) in (0, 1)
        assert share or not units


def test_apportioning_nothing_deals_nothing() -> None:
    assert apportion([0, 0], 5) == [0, 0]
    assert apportion([], 5) == []
