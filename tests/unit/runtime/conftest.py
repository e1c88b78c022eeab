"""A developers' chain whose next block is open, and the official client that knows our metadata."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from tests.helpers import official_client

from taonet.sim import Chain


@cache
def _genesis() -> Chain:
    return Chain.localnet(keep_root=False)


@pytest.fixture
def chain() -> Chain:
    """Give a chain whose block 1 is open and has its time."""
    chain = _genesis().fork()
    chain.open()
    return chain


@pytest.fixture(scope="session")
def client() -> Any:
    """Give the official client's codec, built from our metadata."""
    return official_client()
