"""Bonds: classic shares, Yuma3, and the pairwise speed of liquid alpha."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taonet.primitives.fixed import I32F32
from taonet.runtime.pallets.subtensor.epoch.yuma.bonds import (
    bond_cutoff_block,
    bonds_alpha,
    liquid_alpha_consensus,
    liquid_alpha_of_pair,
    visible_entries,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.fast import run_yuma_fast
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import run_yuma, trace_epoch
from taonet.runtime.pallets.subtensor.epoch.yuma.types import (
    EpochInputs,
    LiquidAlphaConsensusMode,
    pack_row,
    unpack_row,
)
from taonet.runtime.pallets.subtensor.math.shares import share_of_u16

MakeInputs = Callable[..., EpochInputs]
ONE = I32F32.one


def test_alpha_is_one_minus_the_floored_average(make_inputs: MakeInputs) -> None:
    assert bonds_alpha(make_inputs(bonds_moving_average=900_000)) == 429_496_730
    assert bonds_alpha(make_inputs(bonds_moving_average=1_000_000)) == 0


@pytest.mark.parametrize(("last_step", "current", "cutoff"), [(0, 20, 15), (0, 3, 0), (10, 20, 11), (101, 102, 102)])
def test_bonds_reset_for_registrations_since_the_last_epoch(
    make_inputs: MakeInputs, last_step: int, current: int, cutoff: int
) -> None:
    inputs = make_inputs(last_step_block=last_step, current_block=current, tempo=5)

    assert bond_cutoff_block(inputs) == cutoff


@pytest.mark.parametrize("yuma3", [False, True])
def test_a_replaced_miner_starts_without_bonds(make_inputs: MakeInputs, *, yuma3: bool) -> None:
    bonds = [pack_row([(2, 60_000), (3, 60_000)]), b"", b"", b""]
    weights = [pack_row([(2, 1)]), b"", b"", b""]
    registered = [10, 10, 10, 901]
    trace = trace_epoch(make_inputs(yuma3=yuma3, bonds=bonds, weights=weights, block_at_registration=registered))

    assert [j for j, _ in trace.ema_bonds[0]] == [2]


def test_classic_stores_bonds_with_the_largest_of_a_column_at_the_maximum(
    make_inputs: MakeInputs,
) -> None:
    rows = [unpack_row(row) for row in run_yuma(make_inputs()).bonds]

    assert rows[0] == [(2, 65_535), (3, 65_535)]
    assert [j for j, _ in rows[1]] == [2, 3]
    assert all(20_000 < value < 23_000 for _, value in rows[1])


def test_an_old_bond_without_a_weight_decays_plainly_and_vanishes_with_liquid_alpha(
    make_inputs: MakeInputs,
) -> None:
    bonds = [pack_row([(1, 65_535)]), b"", b"", b""]
    plain = trace_epoch(make_inputs(yuma3=True, bonds=bonds))
    liquid = trace_epoch(make_inputs(yuma3=True, liquid_alpha=True, bonds=bonds))

    assert dict(plain.ema_bonds[0])[1] == ONE - 429_496_730
    assert 1 not in dict(liquid.ema_bonds[0])


@pytest.mark.parametrize(
    ("mode", "penalty", "previous"),
    [
        (LiquidAlphaConsensusMode.CURRENT, 65_535, False),
        (LiquidAlphaConsensusMode.PREVIOUS, 0, True),
        (LiquidAlphaConsensusMode.AUTO, 65_535, True),
        (LiquidAlphaConsensusMode.AUTO, 65_534, False),
    ],
)
def test_the_mode_chooses_the_consensus_to_compare_with(
    make_inputs: MakeInputs, mode: LiquidAlphaConsensusMode, penalty: int, *, previous: bool
) -> None:
    inputs = make_inputs(liquid_alpha_consensus_mode=mode, bonds_penalty=penalty, previous_consensus=[65_535, 1])
    current = [1, 2, 3, 4]

    expected = [ONE, share_of_u16(1), 0, 0] if previous else current
    assert liquid_alpha_consensus(inputs, current) == expected


def test_alpha_of_a_pair_stays_in_its_bounds_and_grows_with_the_distance() -> None:
    low, high, steep = ONE // 10, ONE // 2, 1_000 * ONE

    def alpha(consensus: int, weight: int, bond: int) -> int:
        return liquid_alpha_of_pair(consensus, weight, bond, low, high, steep)

    agreeing = alpha(ONE, ONE, 0)
    buying = alpha(0, ONE // 2, 0)
    selling = alpha(ONE, 0, ONE)
    assert low <= agreeing < buying < selling <= high
    assert buying == low + (high - low) // 2


def test_a_walk_misses_what_comes_after_a_higher_column() -> None:
    assert visible_entries([(1, 10), (4, 40), (2, 20), (5, 50)]) == {1: 10, 4: 40, 5: 50}


def test_liquid_alpha_sees_the_stored_order_and_keeps_it(make_inputs: MakeInputs) -> None:
    rising = pack_row([(2, 60_000), (3, 5_535)])
    falling = pack_row([(3, 5_535), (2, 60_000)])
    other = pack_row([(2, 1), (3, 1)])
    runs = [
        make_inputs(
            yuma3=True,
            liquid_alpha=True,
            bonds_penalty=0,
            alpha_low=1_638,
            weights=[row, other, b"", b""],
            bonds=[pack_row([(2, 30_000)]), b"", b"", b""],
        )
        for row in (rising, falling)
    ]
    first, second = (unpack_row(run_yuma(run).bonds[0]) for run in runs)

    assert [j for j, _ in first] == [2, 3]
    assert [j for j, _ in second] == [3, 2]
    assert dict(first)[3] == dict(second)[3]
    assert dict(first)[2] != dict(second)[2]
    assert [run_yuma_fast(run) for run in runs] == [run_yuma(run) for run in runs]
