"""A chain on which Alice has made a subnet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.helpers import make_subnet, new_net

from taonet.sim import Chain


@pytest.fixture
def own_net() -> Iterator[Chain]:
    """Give a chain on which Alice has made subnet 2, far from its next epoch."""
    with new_net() as net:
        make_subnet(net)
        net.go_to(10)
        yield net
