"""A node, a subnet on it with an epoch behind it, and the neurons' hotkeys as files."""

from collections.abc import Iterator
from pathlib import Path

import bittensor as bt
import pytest
from tests.e2e.accounts import ALICE, BOB, CHARLIE, Market, open_market

from taonet.testing.node import running_node

EPOCH = 361
"""Blocks within which every subnet has an epoch."""


@pytest.fixture(scope="session", autouse=True)
def _official_client_keeps_its_files_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BITTENSOR_RUNTIME_CACHE_DIR", str(tmp_path_factory.mktemp("official-client")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def subnet() -> Iterator[Market]:
    """A subnet of Alice's on which Bob may set weights."""
    with running_node("--tmp", "--block-time", "0.25") as node, open_market(node) as market:
        node.call("dev_newBlock", EPOCH)
        yield market


@pytest.fixture(scope="session")
def wallets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hotkeys of the three."""
    folder = tmp_path_factory.mktemp("wallets")
    for name, account in (("alice", ALICE), ("bob", BOB), ("charlie", CHARLIE)):
        bt.Wallet(name, "default", str(folder)).hotkey_file.set_keypair(account.hotkey, encrypt=False)
    return folder
