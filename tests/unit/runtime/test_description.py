"""The real pallets' metadata: read by the official client, digested as it does, equal to the chain's surface."""

import subprocess
import sys
from pathlib import Path

import pytest
from bittensor_core import (
    Runtime,  # pyright: ignore[reportAttributeAccessIssue]  # the extension module has no stubs
)
from bittensor_core import (
    metadata_digest as official_digest,  # pyright: ignore[reportAttributeAccessIssue]
)
from tests.helpers import runtime_of

from taonet.frame.digest import ChainIdentity, metadata_digest
from taonet.frame.metadata import Version, build_v15
from taonet.frame.metadata_types import encode_metadata
from taonet.frame.runtime import Runtime as Rules
from taonet.runtime.pallets import alpha_assets, balances, swap, system

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def rules() -> Rules:
    return runtime_of(system.PALLET, balances.PALLET, swap.PALLET, alpha_assets.PALLET)


@pytest.mark.parametrize("version", [14, 15])
def test_the_official_client_makes_the_chains_keys_and_calls_from_it(rules: Rules, version: Version) -> None:
    runtime = Runtime(rules.metadata(version), 475, 1)
    alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
    key = runtime.storage_key("System", "Account", [alice])
    call = runtime.compose_call("Balances", "transfer_keep_alive", {"dest": alice, "value": 5})

    assert bytes(key).hex().startswith("26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9")
    assert bytes(call).hex() == "050300d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d14"
    assert runtime.constant("Balances", "ExistentialDeposit") == 500
    assert runtime.decode_call(bytes(call))["call_function"] == "transfer_keep_alive"


def test_the_digest_of_our_own_metadata_is_the_official_one(rules: Rules) -> None:
    metadata = build_v15(rules)
    identity = ChainIdentity("node-subtensor", 475, base58_prefix=42, decimals=9, token_symbol="TAO")

    assert metadata_digest(metadata, identity) == bytes(
        official_digest(encode_metadata(metadata), 475, "node-subtensor")
    )


def test_bare_newtypes_leave_no_trace_of_the_balance_types(rules: Rules) -> None:
    def names(*, bare: bool) -> set[str]:
        return {"::".join(t.type.path) for t in build_v15(rules, bare_newtypes=bare).types}

    assert "subtensor_runtime_common::currency::TaoBalance" in names(bare=False)
    assert not {name for name in names(bare=True) if name.startswith("subtensor_runtime_common")}


def test_what_the_pallets_declare_is_the_chains() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.surface", "--only", "system", "balances", "swap", "alpha_assets"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
