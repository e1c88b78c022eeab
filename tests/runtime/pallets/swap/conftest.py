"""A dynamic subnet with a pool of 1,000 TAO and 4,000 alpha."""

from __future__ import annotations

import pytest
from tests.helpers import POOL, new_market

from taonet.frame.state import State
from taonet.primitives.ids import NetUid


@pytest.fixture
def netuid() -> NetUid:
    """Return the number of the subnet."""
    return POOL


@pytest.fixture
def s() -> State:
    """Return the state."""
    return new_market().s
