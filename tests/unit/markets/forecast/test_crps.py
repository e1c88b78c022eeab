import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from taonet.markets.forecast.crps import crps, gaussian_crps, pit

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)


def _by_definition(ensemble: np.ndarray, outcome: float) -> float:
    return float(np.abs(ensemble - outcome).mean() - np.abs(ensemble[:, None] - ensemble[None, :]).mean() / 2)


@given(
    ensembles=arrays.arrays(np.float64, (3, 7), elements=NUMBERS),
    outcomes=arrays.arrays(np.float64, (3, 4), elements=NUMBERS),
)
def test_the_sorted_form_is_the_definition(ensembles: np.ndarray, outcomes: np.ndarray) -> None:
    plain = [[_by_definition(row, y) for y in ys] for row, ys in zip(ensembles, outcomes, strict=True)]

    assert np.allclose(crps(ensembles, outcomes), plain, rtol=1e-9, atol=1e-6)


def test_an_outcome_that_equals_a_member_is_no_special_case() -> None:
    ensemble = np.array([[1.0, 2.0, 2.0, 5.0]])

    assert np.allclose(
        crps(ensemble, np.array([[2.0, 1.0, 5.0]]))[0], [_by_definition(ensemble[0], y) for y in (2, 1, 5)]
    )


def test_the_gaussian_form_is_the_limit_of_large_ensembles() -> None:
    draws = np.random.default_rng(1).standard_normal((1, 40_000)) * 3
    outcomes = np.array([[-9.0, -1.0, 0.0, 2.5]])

    assert np.allclose(gaussian_crps(outcomes, 3.0), crps(draws, outcomes), rtol=0.02)


def test_nobody_gains_by_saying_more_or_less_than_he_believes() -> None:
    rng = np.random.default_rng(2)
    outcomes, draws = rng.standard_normal((1, 20_000)), rng.standard_normal((1, 2_000))
    losses = {scale: crps(draws * scale, outcomes).mean() for scale in (0.5, 0.8, 1.0, 1.25, 2.0)}

    assert min(losses, key=lambda scale: losses[scale]) == 1.0


def test_places_of_outcomes_are_uniform_when_calibrated_and_pile_up_outside_when_too_narrow() -> None:
    rng = np.random.default_rng(3)
    outcomes, draws = rng.standard_normal((1, 20_000)), rng.standard_normal((1, 2_000))
    honest, narrow = pit(draws, outcomes), pit(draws * 0.4, outcomes)

    assert np.allclose(np.histogram(honest, 10, (0, 1))[0] / 20_000, 0.1, atol=0.02)
    assert ((narrow < 0.1) | (narrow > 0.9)).mean() > 0.5
