"""A chain on which stake can be bought."""

from __future__ import annotations

import pytest
from tests.helpers import new_market

from taonet.sim import Chain


@pytest.fixture
def chain() -> Chain:
    """Give a fresh chain."""
    return new_market()
