"""A market on a real chain in this process: endpoints, weights and pay are the chain's."""

import asyncio

import pytest
from examples.sum_market import MinerOptions, market

from taonet.testing.network import NETUID, TEMPO, VALIDATOR, local_chain, play_on_chain
from taonet.testing.neurons import dev_key


def test_who_is_right_is_paid_by_an_epoch_and_who_is_wrong_is_not() -> None:
    earned = play_on_chain(market, {"right": None, "also": None, "wrong": MinerOptions(error=1)}, rounds=2)

    assert earned.reasons == {"right": ["right"] * 2, "also": ["right"] * 2, "wrong": ["wrong"] * 2}
    assert earned.averages == pytest.approx({"right": 0.36, "also": 0.36, "wrong": 0.0})
    assert earned.weights == {"right": 0.5, "also": 0.5}
    assert earned.incentive == pytest.approx({"right": 0.5, "also": 0.5, "wrong": 0.0}, abs=1e-4)
    assert earned.alpha["right"] == earned.alpha["also"] > 0 == earned.alpha["wrong"]


def test_every_name_has_a_seat_and_validators_may_set_weights() -> None:
    async def scene() -> dict[str, tuple[bool, bool]]:
        async with local_chain(("a", "b"), ("v", VALIDATOR)) as chain:
            rows = await chain.metagraph()
            before = chain.node.view.best_number
            await chain.epoch()
            assert chain.node.view.best_number > before + TEMPO
            assert chain.neuron("a").netuid == NETUID
            return {
                name: (key in rows, rows[key].validator_permit) for name in "abv" if (key := dev_key(name).ss58_address)
            }

    assert asyncio.run(scene()) == {"a": (True, False), "b": (True, False), "v": (True, True)}
