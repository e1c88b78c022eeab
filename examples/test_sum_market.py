"""The sum market, tested in its author's way: real messages and scores, on a made-up chain and on a real one."""

from examples.sum_market import MinerOptions, Task, draw, market
from taonet.subnet import Miner
from taonet.testing.network import play_on_chain
from taonet.testing.neurons import play


def test_right_sums_are_paid_and_wrong_ones_are_not() -> None:
    played = play(market, {"right": None, "wrong": MinerOptions(error=1)}, rounds=2)

    assert played.reasons == {"right": ["right", "right"], "wrong": ["wrong", "wrong"]}
    assert played.weights == {"right": 1.0}


def test_an_epoch_of_the_real_chain_pays_right_sums_alone() -> None:
    earned = play_on_chain(market, {"right": None, "wrong": MinerOptions(error=1)})

    assert earned.incentive == {"right": 1.0, "wrong": 0.0}
    assert earned.alpha["right"] > 0 == earned.alpha["wrong"]


def test_a_task_is_known_only_to_who_has_the_secret() -> None:
    miner = Miner(1, "5Hotkey", "")

    assert draw(0, miner, b"a") == draw(0, miner, b"a")
    assert draw(0, miner, b"a") != draw(0, miner, b"b")
    assert isinstance(draw(0, miner, b"a"), Task)
