"""Chains with a first subnet that nobody owns and one that Alice made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.helpers import make_subnet, new_net

from taonet.sim import Chain


@pytest.fixture
def net() -> Iterator[Chain]:
    """Give a fresh chain, and hold it against all promises when the test is over."""
    with new_net() as net:
        yield net


@pytest.fixture
def own_net(net: Chain) -> Chain:
    """Give a chain on which Alice has made subnet 2."""
    make_subnet(net)
    net.s.events.clear()
    return net
