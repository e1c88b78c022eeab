"""The market, tested: real messages and scores in this process, and pay from a real chain in memory."""

from taonet.subnet import Exchange, Miner, Reply
from taonet.testing.network import play_on_chain
from taonet.testing.neurons import play

from subnet_name import POINTS, MinerOptions, Task, Trip, draw, greedy, market, verdict

MINER = Miner(1, "5Hotkey", "")


def score(order: list[int]) -> float:
    """Return what a trip through the points of a fixed task is worth."""
    return verdict(Exchange(0, MINER, draw(0, MINER, b"secret"), Reply(Trip(order), 0.1))).score


def test_shorter_trips_score_higher() -> None:
    played = play(market, {"good": None, "greedy": MinerOptions(passes=0)}, rounds=2, tasks=2)

    assert played.averages["good"] > played.averages["greedy"] > 0


def test_the_chain_pays_the_better_miner_more() -> None:
    earned = play_on_chain(market, {"good": None, "greedy": MinerOptions(passes=0)}, tasks=2)

    assert earned.incentive["good"] > earned.incentive["greedy"] > 0
    assert earned.alpha["good"] > earned.alpha["greedy"]


def test_the_greedy_trip_is_worth_a_half_and_one_by_chance_nothing() -> None:
    assert score(greedy(draw(0, MINER, b"secret").points)) == 0.5
    assert score(list(range(POINTS))) == 0.0


def test_what_is_no_trip_through_each_point_is_worth_nothing() -> None:
    assert (
        score([]) == score([0] * POINTS) == score([*range(POINTS - 1), POINTS]) == score([-1, *range(1, POINTS)]) == 0.0
    )


def test_a_miner_that_does_not_answer_earns_nothing() -> None:
    silent = verdict(Exchange(0, MINER, draw(0, MINER, b"secret"), None, "no answer within 20 s"))

    assert (silent.score, silent.reason) == (0.0, "no answer within 20 s")


def test_a_task_is_known_only_to_who_has_the_secret_and_is_another_for_each_miner() -> None:
    task = draw(0, MINER, b"secret")

    assert isinstance(task, Task)
    assert task == draw(0, MINER, b"secret")
    assert task not in (draw(1, MINER, b"secret"), draw(0, MINER, b"other"), draw(0, Miner(2, "5Other", ""), b"secret"))
