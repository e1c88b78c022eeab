"""The chain of the subtensor pallet's tests: root, subnet 1 of nobody, and one that Alice made."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_PATH = Path(__file__).parents[1] / "subtensor" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("subtensor_chain", _PATH)
if _SPEC is None or _SPEC.loader is None:
    raise ImportError(str(_PATH))
_CHAIN = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_CHAIN)


@pytest.fixture
def own_net() -> Iterator[Any]:
    """Give a chain on which Alice has made subnet 2, far from its next epoch."""
    net = _CHAIN.Net()
    net.make_subnet()
    net.go_to(10)
    yield net
    net.check()
