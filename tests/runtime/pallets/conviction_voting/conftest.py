"""A chain with voters, held against all promises when a test is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.runtime.pallets.conviction_voting.electorate import Electorate


@pytest.fixture
def e() -> Iterator[Electorate]:
    """Give a chain on which holders decide."""
    electorate = Electorate()
    with electorate.c:
        yield electorate
