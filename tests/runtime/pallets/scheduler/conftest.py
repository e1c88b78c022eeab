"""States in which tasks wait."""

from collections.abc import Callable

import pytest

from taonet.frame.call import RuntimeCall
from taonet.frame.state import State
from taonet.primitives.ids import BlockNumber
from taonet.runtime.pallets.scheduler import events as said
from taonet.runtime.pallets.scheduler.service import service
from taonet.runtime.pallets.system import calls as system
from taonet.runtime.pallets.system.storage import Storage as System

RunTo = Callable[[State, int], list[object]]
Told = Callable[[State], list[object]]


@pytest.fixture
def note() -> Callable[..., RuntimeCall]:
    """Give the function that makes a call which writes a key, so that its having been made is seen."""
    return lambda key, value=b"made": RuntimeCall(system.set_storage, ([(key, value)],))


def _told(s: State) -> list[object]:
    return [event for _, event in s.events if type(event).__module__ == said.__name__]


@pytest.fixture
def told() -> Told:
    """Give the function that lists the scheduler's events so far."""
    return _told


@pytest.fixture
def run_to() -> RunTo:
    """Give the function that services the blocks up to one and returns the scheduler's events of that last one."""

    def run(s: State, number: int) -> list[object]:
        for now in range(System.Number.get(s) + 1, number + 1):
            s.events.clear()
            System.Number.put(s, now)
            service(s, BlockNumber(now))
        return _told(s)

    return run
