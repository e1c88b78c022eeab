"""Alpha is split without loss, and results are joined by weight."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.helpers import OWN, register

from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import MechId
from taonet.runtime.pallets.subtensor.epoch.inputs import read_inputs, seated_hotkeys
from taonet.runtime.pallets.subtensor.epoch.mechanisms import join_mechanisms, mechanism_weights, split_emissions
from taonet.runtime.pallets.subtensor.epoch.yuma.fast import run_yuma_fast
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import run_yuma
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.sim import Chain

MakeInputs = Callable[..., EpochInputs]


@pytest.mark.parametrize(
    ("split", "parts"),
    [
        (None, [34, 33, 33]),
        ([65_535, 0, 0], [100, 0, 0]),
        ([0, 32_767, 32_768], [1, 49, 50]),
        ([32_767, 32_768], [34, 33, 33]),
    ],
)
def test_what_rounding_leaves_goes_to_mechanism_zero(split: list[int] | None, parts: list[int]) -> None:
    assert split_emissions(100, 3, split) == parts


@settings(max_examples=80, deadline=None)
@given(alpha=st.integers(0, U64_MAX), cuts=st.lists(st.integers(0, 65_535), max_size=15), even=...)
def test_the_parts_are_the_whole(alpha: int, cuts: list[int], even: bool) -> None:
    edges = [0, *sorted(cuts), 65_535]
    split = [b - a for a, b in pairwise(edges)]
    parts = split_emissions(alpha, len(split), None if even else split)

    assert sum(parts) == alpha
    assert min(parts) >= 0


def test_without_alpha_mechanism_zero_has_all_the_weight() -> None:
    assert mechanism_weights([0, 0], 0) == [U64F64.one, 0]
    assert mechanism_weights([25, 75], 100) == [U64F64.one // 4, U64F64.one * 3 // 4]


def test_a_single_mechanism_is_joined_to_itself(make_inputs: MakeInputs) -> None:
    output = run_yuma(make_inputs())
    joint = join_mechanisms([output], [1_000_000], 1_000_000)

    assert joint.dividends == output.dividends
    assert joint.combined_emission == output.combined_emission
    assert joint.server_emission == output.server_emission


def test_shares_are_weighted_amounts_summed_and_flags_joined(make_inputs: MakeInputs) -> None:
    first = run_yuma(make_inputs(emission=300))
    second = run_yuma(make_inputs(emission=100, weights=[b""] * 4, last_update=[0] * 4))
    joint = join_mechanisms([first, second], [300, 100], 400)

    assert joint.active == [True] * 4
    assert joint.server_emission == first.server_emission
    assert joint.validator_emission == [
        a + b for a, b in zip(first.validator_emission, second.validator_emission, strict=True)
    ]
    assert joint.consensus[2] == first.consensus[2] * 3 // 4
    assert joint.stake == [600, 200, 0, 0]


def test_in_a_mechanism_without_updates_neurons_are_active_until_the_cutoff(own_net: Chain) -> None:
    s, second = own_net.s, MechId(1)
    register(own_net, 1)
    register(own_net, 2)
    Hyperparameters.MechanismCountCurrent.put(s, OWN, 2)
    own_net.go_to(370)
    hotkeys = seated_hotkeys(s, OWN)
    stake = [600 << 64, 400 << 64, 0]
    read = read_inputs(s, OWN, second, hotkeys, 1_000)
    inputs = msgspec.structs.replace(read, total_stake=stake, validator_permit=[True] * 3)
    cutoff = inputs.activity_cutoff

    assert inputs.last_update == [0, 0, 0]
    for block in (370, cutoff, cutoff + 1):
        then = msgspec.structs.replace(inputs, current_block=block)
        for run in (run_yuma, run_yuma_fast):
            assert run(then).active == [block <= cutoff] * 3
