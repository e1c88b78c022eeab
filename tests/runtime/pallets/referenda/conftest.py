"""A chain with votes, held against all promises when a test is over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.runtime.pallets.referenda.assembly import Assembly


@pytest.fixture
def assembly() -> Iterator[Assembly]:
    """Give a chain on which holders decide."""
    assembly = Assembly()
    with assembly.c:
        yield assembly
