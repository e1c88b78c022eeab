from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.primitives.fixed import U64F64, U96F32
from taonet.runtime.pallets.subtensor.math.dividends import u64_fraction
from taonet.runtime.pallets.subtensor.math.emission import (
    block_emission,
    injection_terms,
    root_proportion,
    split_alpha_out,
    to_rao,
)

ONE = U96F32.one
TAO = U96F32.from_int(1_000_000_000)
issuances = st.integers(0, 21_000_000_000_000_000)
proportions = st.integers(0, ONE)


def test_a_full_weight_is_one_and_no_weight_is_zero() -> None:
    assert u64_fraction((1 << 64) - 1) == ONE
    assert u64_fraction(0) == 0


def test_root_has_everything_of_a_subnet_without_alpha() -> None:
    assert root_proportion(5, ONE, 0) == ONE
    assert root_proportion(0, ONE, 0) == 0
    assert root_proportion(100, ONE // 2, 50) == ONE // 2


def test_tao_within_the_cap_enters_with_alpha_at_the_price() -> None:
    terms = injection_terms(TAO // 4, U64F64.one // 2, 0, ONE)

    assert terms.tao_in == TAO // 4
    assert terms.alpha_in == TAO // 2
    assert terms.excess_tao == 0
    assert terms.alpha_out == TAO


def test_tao_beyond_the_cap_is_excess() -> None:
    terms = injection_terms(TAO, U64F64.one // 2, 0, ONE // 4)

    assert terms.alpha_in == TAO // 4
    assert terms.tao_in == TAO // 8
    assert terms.excess_tao == TAO - TAO // 8


def test_without_a_price_tao_enters_alone() -> None:
    terms = injection_terms(TAO, 0, 0, ONE)

    assert (terms.tao_in, terms.alpha_in, terms.excess_tao) == (TAO, 0, 0)


def test_a_subnet_at_its_cap_gets_no_alpha_and_all_tao_is_excess() -> None:
    terms = injection_terms(TAO, U64F64.one, 21 * 10**15, ONE)

    assert (terms.alpha_in, terms.alpha_out, terms.tao_in) == (0, 0, 0)
    assert terms.excess_tao == TAO


def test_half_of_what_the_owner_leaves_goes_to_miners() -> None:
    pending = split_alpha_out(TAO, ONE // 2, None)

    assert pending.owner_cut == 0
    assert pending.server == 500_000_000
    assert (pending.validator, pending.root) == (250_000_000, 250_000_000)


def test_the_owner_s_cut_comes_first() -> None:
    pending = split_alpha_out(TAO, 0, 11_796)

    assert pending.owner_cut == 1_000_000_000 * 11_796 // 65_535
    assert pending.root == 0
    assert pending.server in (pending.validator, pending.validator - 1)


@given(issuances, proportions, st.one_of(st.none(), st.integers(0, 65_535)))
@settings(max_examples=100, deadline=None)
def test_pending_pools_never_hold_more_than_was_created(issuance: int, root_share: int, cut: int | None) -> None:
    created = block_emission(issuance)
    pending = split_alpha_out(U96F32.from_int(created), root_share, cut)
    total = pending.owner_cut + pending.server + pending.validator + pending.root

    assert created - 4 <= total <= created


@given(st.integers(0, TAO), st.integers(0, 10 * U64F64.one), issuances, proportions)
@settings(max_examples=100, deadline=None)
def test_tao_in_and_excess_are_all_the_tao(tao: int, price: int, issuance: int, root_share: int) -> None:
    terms = injection_terms(tao, price, issuance, root_share)

    assert terms.tao_in + terms.excess_tao == tao
    assert terms.alpha_in <= terms.alpha_out
    assert to_rao(terms.tao_in) + to_rao(terms.excess_tao) <= to_rao(tao)
