from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import I96F32
from taonet.primitives.transcendental import log2
from taonet.runtime.pallets.subtensor.math.emission import DEFAULT_BLOCK_EMISSION, TOTAL_SUPPLY, block_emission


def test_a_fresh_chain_creates_one_tao_a_block() -> None:
    assert block_emission(0) == DEFAULT_BLOCK_EMISSION


@pytest.mark.parametrize("halvings", range(1, 31))
def test_emission_halves_exactly_where_half_of_the_rest_is_issued(halvings: int) -> None:
    threshold = -(-TOTAL_SUPPLY * (2**halvings - 1) // 2**halvings)

    assert block_emission(threshold - 1) == DEFAULT_BLOCK_EMISSION >> (halvings - 1)
    assert block_emission(threshold) == DEFAULT_BLOCK_EMISSION >> halvings


def test_nothing_is_created_at_and_beyond_the_cap() -> None:
    assert block_emission(TOTAL_SUPPLY - 1) == 0
    assert block_emission(TOTAL_SUPPLY) == 0
    assert block_emission((1 << 64) - 1) == 0


@given(st.integers(0, TOTAL_SUPPLY - 1))
@settings(max_examples=200, deadline=None)
def test_the_whole_part_of_the_logarithm_is_the_chain_s(issuance: int) -> None:
    issued = I96F32.safe_div(I96F32.from_int(issuance), I96F32.from_int(TOTAL_SUPPLY))
    inverse = I96F32.checked_div(I96F32.one, I96F32.sub(I96F32.one, issued))
    assert inverse is not None
    halvings = log2(I96F32, inverse)
    assert halvings is not None

    assert block_emission(issuance) == DEFAULT_BLOCK_EMISSION >> (halvings >> 32)


@given(st.integers(0, TOTAL_SUPPLY), st.integers(0, TOTAL_SUPPLY))
@settings(max_examples=100, deadline=None)
def test_emission_never_grows_with_issuance(a: int, b: int) -> None:
    assert block_emission(min(a, b)) >= block_emission(max(a, b))
