"""How far pay follows quality, with ties, with miners that gave no answer, and before anybody is paid."""

import pytest

from taonet.demo.casts.cast import Kind
from taonet.demo.ranking import Standing, cheater_share, ranks, spearman


def _honest(*pairs: tuple[float | None, float]) -> list[Standing]:
    return [Standing("honest", quality, incentive) for quality, incentive in pairs]


def test_pay_in_the_order_of_quality_is_one_and_in_the_opposite_order_minus_one() -> None:
    assert spearman(_honest((0.9, 0.6), (0.5, 0.3), (0.1, 0.1))) == 1.0
    assert spearman(_honest((0.9, 0.1), (0.5, 0.3), (0.1, 0.6))) == -1.0


def test_two_of_five_neighbours_that_change_places_leave_nine_tenths() -> None:
    assert spearman(_honest((5, 5), (4, 4), (3, 3), (2, 1), (1, 2))) == pytest.approx(0.9)


def test_equal_values_share_their_ranks() -> None:
    assert ranks([0.3, 0.1, 0.3, 0.2]) == [3.5, 1.0, 3.5, 2.0]
    # Both of the second pair unpaid: as SciPy's spearmanr has it.
    assert spearman(_honest((4, 0.7), (3, 0.3), (2, 0.0), (1, 0.0))) == pytest.approx(0.9486832980505138)


def test_a_miner_without_an_answer_ranks_last() -> None:
    assert spearman(_honest((-7.0, 0.5), (-9.0, 0.3), (None, 0.2))) == 1.0


@pytest.mark.parametrize("pairs", [[], [(0.5, 0.5)], [(0.5, 0.1), (0.5, 0.2)], [(0.1, 0.0), (0.5, 0.0)]])
def test_where_there_is_no_order_there_is_no_figure(pairs: list[tuple[float, float]]) -> None:
    assert spearman(_honest(*pairs)) is None


def test_the_best_paid_cheat_is_measured_against_the_mean_honest_miner() -> None:
    cheats = [Standing("copier", None, 0.01), Standing("random", 0.0, 0.02)]

    assert cheater_share([*_honest((1, 0.3), (1, 0.1)), *cheats]) == pytest.approx(0.1)


def test_as_long_as_no_honest_miner_is_paid_there_is_no_share_of_cheats() -> None:
    assert cheater_share([*_honest((1, 0.0)), Standing("random", 0.0, 1.0)]) is None
    assert cheater_share([]) is None


@pytest.mark.parametrize("kind", ["slow", "offline"])
def test_slow_miners_and_those_that_leave_count_in_neither(kind: Kind) -> None:
    honest = _honest((0.9, 0.6), (0.5, 0.4))
    other = Standing(kind, 1.0, 0.0)

    assert spearman([*honest, other]) == 1.0
    assert cheater_share([*honest, other]) == 0.0
