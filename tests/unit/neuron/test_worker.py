"""Work that costs: bounded, in order, and given up when nobody waits."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from taonet.neuron.market import CannotAnswer
from taonet.neuron.worker import Abandoned, Wanted, Worker, one_thread

MOMENT = 0.001
LONG = 10.0


def _work_until_unwanted(begun: threading.Event, ended: threading.Event) -> Callable[[Wanted], None]:
    def work(wanted: Wanted) -> None:
        begun.set()
        while wanted():
            ended.wait(MOMENT)
        ended.set()
        raise Abandoned

    return work


async def _set(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, LONG)


def _with_worker(scene: Callable[[Worker], Any], most: int = 100) -> CollectorRegistry:
    registry = CollectorRegistry()
    with one_thread("test", most_waiting=most, unit="tokens", metrics=registry) as worker:
        asyncio.run(scene(worker))
        assert worker.waiting == 0
    return registry


def test_work_is_done_and_counted() -> None:
    async def scene(worker: Worker) -> None:
        assert await asyncio.gather(*(worker.run(lambda wanted, n=n: n * n, cost=1) for n in range(5))) == [
            0, 1, 4, 9, 16,
        ]  # fmt: skip

    registry = _with_worker(scene)

    assert registry.get_sample_value("taonet_worker_pieces_total", {"end": "done"}) == 5
    assert (registry.get_sample_value("taonet_worker_seconds_total") or 0) > 0
    assert registry.get_sample_value("taonet_worker_queue") == 0


def test_work_under_way_stops_when_its_caller_goes_and_the_next_is_done() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def scene(worker: Worker) -> None:
        running = asyncio.create_task(worker.run(_work_until_unwanted(begun, ended), cost=90))
        await _set(begun)
        running.cancel()
        await asyncio.wait([running])
        assert await worker.run(lambda wanted: "short", cost=90) == "short"
        assert running.cancelled()

    registry = _with_worker(scene)

    assert ended.is_set()
    assert registry.get_sample_value("taonet_worker_pieces_total", {"end": "abandoned"}) == 1


def test_work_that_waits_never_begins_when_its_caller_goes() -> None:
    begun, ended = threading.Event(), threading.Event()
    never: list[str] = []

    async def scene(worker: Worker) -> None:
        running = asyncio.create_task(worker.run(_work_until_unwanted(begun, ended), cost=1))
        await _set(begun)
        waiting = asyncio.create_task(worker.run(lambda wanted: never.append("began"), cost=1))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        running.cancel()
        await worker.run(lambda wanted: None, cost=1)

    _with_worker(scene)

    assert never == []


def test_too_much_work_is_refused_in_the_unit_that_costs() -> None:
    begun, ended = threading.Event(), threading.Event()

    async def scene(worker: Worker) -> None:
        running = asyncio.create_task(worker.run(_work_until_unwanted(begun, ended), cost=70))
        await _set(begun)
        with pytest.raises(CannotAnswer, match="70 tokens are ahead, this needs 31, and 100 may wait"):
            await worker.run(lambda wanted: None, cost=31)
        fits = asyncio.create_task(worker.run(lambda wanted: "fits", cost=30))
        await asyncio.sleep(0)
        running.cancel()
        assert await fits == "fits"
        assert await worker.run(lambda wanted: "alone", cost=5_000) == "alone"

    registry = _with_worker(scene)

    assert registry.get_sample_value("taonet_worker_pieces_total", {"end": "refused"}) == 1


def test_a_failure_of_the_work_is_its_callers() -> None:
    async def scene(worker: Worker) -> None:
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda wanted: 1 / 0, cost=1)
        assert await worker.run(lambda wanted: "next", cost=1) == "next"

    registry = _with_worker(scene)

    assert registry.get_sample_value("taonet_worker_pieces_total", {"end": "failed"}) == 1
