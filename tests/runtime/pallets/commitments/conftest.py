"""A chain on which two miners sit on a subnet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.helpers import new_stage

from taonet.sim import Chain


@pytest.fixture
def stage() -> Iterator[Chain]:
    """Give a chain with two miners, and hold it against all promises when the test is over."""
    with new_stage() as net:
        yield net
