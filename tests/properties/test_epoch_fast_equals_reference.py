"""The epoch on arrays and the epoch in plain steps are one function."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.runtime.pallets.subtensor.epoch.yuma import fast
from taonet.runtime.pallets.subtensor.epoch.yuma.fast import run_yuma_fast
from taonet.runtime.pallets.subtensor.epoch.yuma.reference import run_yuma
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, LiquidAlphaConsensusMode, pack_row

NOW = 1_000
U16 = st.one_of(st.sampled_from([0, 1, 2, 32_767, 65_534, 65_535]), st.integers(0, 65_535))
BLOCK = st.one_of(st.sampled_from([0, 498, 499, 500, 501, NOW]), st.integers(0, NOW))
WHOLE_STAKE = st.one_of(st.sampled_from([0, 0, 1, 1_000, 1_000]), st.integers(0, 5_000), st.integers(0, 2**62))
STAKE = st.builds(
    lambda whole, part: (whole << 64) + part,
    WHOLE_STAKE,
    st.one_of(st.just(0), st.integers(0, 2**64 - 1)),
)


@st.composite
def rows(draw: st.DrawFn, n: int, *, rising: bool) -> bytes:
    columns = draw(st.lists(st.integers(0, n + 1), unique=True, max_size=n + 2))
    if rising:
        columns.sort()
    return pack_row((column, draw(U16)) for column in columns)


@st.composite
def epochs(draw: st.DrawFn) -> EpochInputs:
    n = draw(st.integers(1, 9))
    rising = draw(st.booleans())

    def per_uid(strategy: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(strategy, min_size=n, max_size=n))

    low = draw(U16)
    fields: dict[str, object] = {
        "n": n,
        "current_block": NOW,
        "tempo": draw(st.integers(1, 1_200)),
        "activity_cutoff": draw(st.sampled_from([1, 500, 501, 5_000])),
        "last_update": per_uid(BLOCK)[: draw(st.sampled_from([n, n, n, n - 1]))],
        "block_at_registration": per_uid(BLOCK),
        "total_stake": per_uid(STAKE),
        "stake_threshold": draw(st.sampled_from([0, 0, 1_000])),
        "owner_uid": draw(st.none() | st.integers(0, n - 1)),
        "validator_permit": per_uid(st.sampled_from([True, True, False])),
        "max_allowed_validators": draw(st.integers(0, n + 1)),
        "commit_reveal_enabled": draw(st.booleans()),
        "active_commit_blocks": per_uid(st.none() | BLOCK),
        "weights": per_uid(rows(n, rising=rising)),
        "bonds": per_uid(rows(n, rising=rising)),
        "kappa": draw(U16),
        "bonds_penalty": draw(U16),
        "bonds_moving_average": draw(st.sampled_from([0, 500_000, 900_000, 975_000, 1_000_000, 1_000_001])),
        "last_step_block": draw(st.sampled_from([0, 400, 499, 900])),
        "yuma3": draw(st.booleans()),
        "liquid_alpha": draw(st.booleans()),
        "liquid_alpha_consensus_mode": draw(st.sampled_from(LiquidAlphaConsensusMode)),
        "previous_consensus": per_uid(U16)[: draw(st.integers(0, n))],
        "alpha_low": low,
        "alpha_high": draw(st.one_of(U16, st.integers(low, 65_535))),
        "alpha_sigmoid_steepness": draw(
            st.one_of(st.sampled_from([1_000, 200, -200, 0]), st.integers(-32_768, 32_767))
        ),
        "emission": draw(st.one_of(st.just(0), st.integers(0, 2**64 - 1))),
    }
    return EpochInputs(**fields)  # pyright: ignore[reportArgumentType]


@settings(max_examples=400, deadline=None)
@given(inputs=epochs())
def test_both_epochs_agree_on_any_inputs(inputs: EpochInputs) -> None:
    assert run_yuma_fast(inputs) == run_yuma(inputs)


def ordinary_epoch(*, yuma3: bool, liquid_alpha: bool) -> EpochInputs:
    n = 20
    full = [pack_row((j, 1 + (i * 37 + j * 11) % 65_535) for j in range(n)) for i in range(6)]
    empty = [b""] * (n - 6)
    return EpochInputs(
        n=n,
        current_block=NOW,
        tempo=360,
        activity_cutoff=5_000,
        last_update=[900] * n,
        block_at_registration=[10] * n,
        total_stake=[(i + 1) * 10**12 << 64 for i in range(6)] + [0] * (n - 6),
        stake_threshold=1_000,
        owner_uid=0,
        validator_permit=[i < 6 for i in range(n)],
        max_allowed_validators=6,
        commit_reveal_enabled=True,
        active_commit_blocks=[None] * n,
        weights=full + empty,
        bonds=list(reversed(full)) + empty,
        kappa=32_767,
        bonds_penalty=65_535,
        bonds_moving_average=900_000,
        last_step_block=640,
        yuma3=yuma3,
        liquid_alpha=liquid_alpha,
        previous_consensus=[3_000] * n,
        alpha_low=45_875,
        alpha_high=58_982,
        alpha_sigmoid_steepness=1_000,
        emission=148_000_000_000,
    )


@pytest.mark.parametrize(("yuma3", "liquid_alpha"), [(False, False), (True, False), (True, True)])
def test_ordinary_inputs_never_fall_back(monkeypatch: pytest.MonkeyPatch, *, yuma3: bool, liquid_alpha: bool) -> None:
    inputs = ordinary_epoch(yuma3=yuma3, liquid_alpha=liquid_alpha)
    expected = run_yuma(inputs)
    monkeypatch.setattr(fast, "run_yuma", None)

    assert run_yuma_fast(inputs) == expected
    assert sum(expected.combined_emission) > 147_999_999_000


def test_a_row_that_names_a_column_twice_gives_the_same() -> None:
    inputs = ordinary_epoch(yuma3=True, liquid_alpha=True)
    weights = list(inputs.weights)
    weights[2] = pack_row([(4, 100), (9, 7), (4, 3)])
    doubled = msgspec.structs.replace(inputs, weights=weights)

    assert run_yuma_fast(doubled) == run_yuma(doubled)


def test_no_uids_give_empty_lists() -> None:
    inputs = ordinary_epoch(yuma3=False, liquid_alpha=False)
    nobody = msgspec.structs.replace(
        inputs,
        n=0,
        last_update=[],
        block_at_registration=[],
        total_stake=[],
        validator_permit=[],
        active_commit_blocks=[],
        weights=[],
        bonds=[],
    )

    assert run_yuma_fast(nobody) == run_yuma(nobody)
    assert run_yuma(nobody).incentive == []
