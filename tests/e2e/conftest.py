"""Nodes as processes, and the official client, kept away from its user's own files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e.accounts import Market, open_market

from taonet.testing.node import RunningNode, running_node

FAST = ("--block-time", "0.25", "--shield-grace", "8")


@pytest.fixture(scope="session", autouse=True)
def _official_client_keeps_its_files_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Send what the client remembers of chains, and its settings, to a directory of this run."""
    folder = tmp_path_factory.mktemp("official-client")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BITTENSOR_RUNTIME_CACHE_DIR", str(folder / "runtime"))
        patch.setenv("BTCLI_CONFIG", str(folder / "config.json"))
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        for name in ("SUBNET_NAMES_CACHE", "TOKEN_SYMBOLS_CACHE", "MULTISIG_CACHE"):
            patch.setenv(f"BTCLI_{name}", str(folder / f"{name.lower()}.json"))
        for name in ("PROXIES", "ADDRESSES", "MULTISIGS"):
            patch.setenv(f"BTCLI_{name}_PATH", str(folder / f"{name.lower()}.json"))
        yield folder


@pytest.fixture(scope="module")
def node() -> Iterator[RunningNode]:
    """A node with a chain in memory and four blocks a second that checks every promise after each of them."""
    with running_node("--tmp", "--check-invariants", *FAST) as running:
        yield running


@pytest.fixture(scope="module")
def market(node: RunningNode) -> Iterator[Market]:
    """A started subnet of //Alice in which //Bob and //Charlie have seats and stake."""
    with open_market(node) as opened:
        yield opened
