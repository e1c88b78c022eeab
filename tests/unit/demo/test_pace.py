"""Blocks take as long as the slowest market's rounds need, and the pace does not flutter."""

from taonet.demo.pace import FASTEST, SLOWEST, slot_for


def test_fast_rounds_leave_the_fastest_pace() -> None:
    assert slot_for([[3.0, 4.0], [2.0]], tempo=360, now=FASTEST) == FASTEST


def test_the_slowest_market_decides_so_that_an_epoch_sees_five_of_its_rounds() -> None:
    assert slot_for([[3.0], [36.0, 36.0]], tempo=360, now=FASTEST) == 0.5


def test_one_slow_round_among_the_latest_decides_nothing_and_old_ones_are_forgotten() -> None:
    assert slot_for([[90.0, 90.0, 4.0, 50.0, 4.0]], tempo=360, now=FASTEST) == FASTEST


def test_a_small_difference_changes_nothing_and_a_machine_that_is_fast_again_speeds_up() -> None:
    assert slot_for([[39.0]], tempo=360, now=0.5) == 0.5
    assert slot_for([[4.0]], tempo=360, now=0.5) == FASTEST


def test_a_pace_has_its_limit_and_before_the_first_round_it_stays() -> None:
    assert slot_for([[1_000.0]], tempo=360, now=FASTEST) == SLOWEST
    assert slot_for([[], []], tempo=360, now=0.3) == 0.3
