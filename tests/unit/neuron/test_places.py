"""Who gets a place when there are too few."""

import asyncio
from typing import Any

import pytest

from taonet.neuron.answering import Refused
from taonet.neuron.places import Places, ServerLimits

STAKES = {"rich": 9, "middle": 5, "poor": 1}


def _places(waiting: int = 1, queue: int = 2, per_caller: int = 3, seconds: float = 10) -> Places:
    return Places(ServerLimits(waiting, per_caller, 60, queue, seconds), lambda name: STAKES.get(name, 0), lambda: 0.0)


class Crowd:
    """Callers that hold or await places, and what became of them."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.order: list[str] = []
        self.refused: list[tuple[str, int, int | None]] = []
        self._gates: list[tuple[str, asyncio.Event]] = []

    async def come(self, *names: str) -> list[asyncio.Task[None]]:
        """Let callers come one after another; each keeps a place until it is let go."""
        tasks: list[asyncio.Task[None]] = []
        for name in names:
            tasks.append(asyncio.create_task(self._stay(name)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        return tasks

    async def _stay(self, name: str) -> None:
        gate = asyncio.Event()
        try:
            async with self.places.held(name):
                self.order.append(name)
                self._gates.append((name, gate))
                await gate.wait()
        except Refused as refusal:
            self.refused.append((name, refusal.status, refusal.retry_after))

    async def let_go(self) -> None:
        """Let all go, one after another, until nobody is there."""
        while self._gates:
            self._gates.pop(0)[1].set()
            for _ in range(4):
                await asyncio.sleep(0)


def _scene(places: Places, *names: str) -> Crowd:
    crowd = Crowd(places)

    async def scene() -> None:
        tasks = await crowd.come(*names)
        await crowd.let_go()
        await asyncio.gather(*tasks)

    asyncio.run(scene())
    assert (places.working, places.queued) == (0, 0)
    return crowd


def test_those_with_more_stake_are_served_first_and_equals_in_their_order() -> None:
    crowd = _scene(_places(queue=4), "poor", "poor", "middle", "rich", "middle")

    assert crowd.order == ["poor", "rich", "middle", "middle", "poor"]
    assert crowd.refused == []


def test_a_full_queue_sends_away_the_one_with_the_least_stake() -> None:
    crowd = _scene(_places(), "middle", "poor", "middle", "rich", "poor")

    assert crowd.order == ["middle", "rich", "middle"]
    assert crowd.refused == [("poor", 503, 1), ("poor", 503, 1)]


def test_equal_stake_displaces_nobody() -> None:
    crowd = _scene(_places(per_caller=9), "middle", "middle", "middle", "middle")

    assert crowd.order == ["middle"] * 3
    assert crowd.refused == [("middle", 503, 1)]


def test_a_caller_beyond_its_share_is_told_so() -> None:
    crowd = _scene(_places(waiting=5, per_caller=2), "rich", "rich", "rich", "poor")

    assert crowd.order == ["rich", "rich", "poor"]
    assert crowd.refused == [("rich", 429, 1)]


def test_without_a_queue_there_is_room_or_not() -> None:
    crowd = _scene(_places(queue=0), "poor", "rich")

    assert crowd.order == ["poor"]
    assert crowd.refused == [("rich", 503, 1)]


def test_who_waits_too_long_is_sent_away_and_who_leaves_frees_the_queue() -> None:
    places = _places(queue=1, seconds=0.01)
    crowd = Crowd(places)

    async def scene() -> None:
        first = await crowd.come("poor", "rich")
        await first[1]
        assert crowd.refused == [("rich", 503, 1)]
        leaving = (await crowd.come("middle"))[0]
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        assert places.queued == 0
        await crowd.let_go()
        await first[0]

    asyncio.run(scene())

    assert (places.working, places.queued) == (0, 0)


def test_a_turn_that_comes_as_its_caller_leaves_goes_to_the_next() -> None:
    places = _places(queue=3)
    crowd = Crowd(places)

    async def scene() -> None:
        first, second, third = await crowd.come("poor", "rich", "poor")
        crowd._gates.pop(0)[1].set()
        await first
        second.cancel()  # its turn has come, and it has not yet seen it
        await asyncio.gather(second, return_exceptions=True)
        await crowd.let_go()
        await third

    asyncio.run(scene())

    assert crowd.order[-1] == "poor"
    assert (places.working, places.queued) == (0, 0)


def test_when_to_come_again_follows_from_how_long_answers_take() -> None:
    now = [0.0]
    places = Places(ServerLimits(1, 9, 60, 0), lambda name: 0, lambda: now[0])

    async def scene() -> Any:
        for _ in range(60):
            async with places.held("a"):
                now[0] += 20
        async with places.held("a"):
            with pytest.raises(Refused) as caught:
                places.check("b")
            return caught.value.retry_after

    assert asyncio.run(scene()) == 20
