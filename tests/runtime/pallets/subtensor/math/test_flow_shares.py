from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import I64F64, U64F64
from taonet.runtime.pallets.subtensor.math.flow_shares import (
    DEFAULT_NORM_EXPONENT,
    flow_shares,
    net_flows,
    next_flow,
    power_normalised,
)

ONE = I64F64.one


def test_a_flow_without_smoothing_is_the_block_s_own() -> None:
    assert next_flow(-5, 1_000 * ONE, (1 << 63) - 1) == -5 * ONE
    assert next_flow(-5, 1_000 * ONE, 0) == 1_000 * ONE


def test_only_flow_above_the_limit_counts() -> None:
    shares = flow_shares({1: -5 * ONE, 2: 0, 3: 30 * ONE}, 0, DEFAULT_NORM_EXPONENT)

    assert shares[1] == shares[2] == 0
    assert abs(shares[3] - U64F64.one) < U64F64.one >> 20


def test_no_subnet_has_no_share() -> None:
    assert flow_shares({}, 0, DEFAULT_NORM_EXPONENT) == {}
    assert power_normalised({1: 0}, U64F64.one) == {1: 0}


def test_the_protocol_s_positive_flows_take_no_more_than_the_users_bring() -> None:
    net = net_flows({1: 10 * ONE, 2: 10 * ONE}, {1: 30 * ONE, 2: 10 * ONE})

    assert net == {1: -5 * ONE, 2: 5 * ONE}
    assert net_flows({1: 4 * ONE}, {1: -3 * ONE}) == {1: 7 * ONE}


@given(st.dictionaries(st.integers(1, 60), st.integers(-(10**15), 10**15), max_size=20))
@settings(max_examples=60, deadline=None)
def test_shares_sum_to_one_at_most(flows: dict[int, int]) -> None:
    shares = flow_shares({netuid: flow * ONE for netuid, flow in flows.items()}, 0, DEFAULT_NORM_EXPONENT)

    assert sum(shares.values()) <= U64F64.one
