"""The client that speaks the new JSON-RPC specification: polkadot-api, as published, drives a node."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from tests.e2e.npm import drive

from taonet.testing.node import RunningNode

pytestmark = pytest.mark.timeout(300)

PROJECT = Path(__file__).with_name("polkadot_api")
FREE = 1_000_000 * 10**9
SENT = 2 * 10**9


@pytest.fixture(scope="module")
def seen(node: RunningNode) -> dict[str, Any]:
    """What polkadot-api saw of a node."""
    return drive(PROJECT, node.websocket)


def test_it_speaks_the_new_specification_and_nothing_else(seen: dict[str, Any], node: RunningNode) -> None:
    with urlopen(f"http://127.0.0.1:{node.port}/metrics", timeout=20) as answer:
        metrics = answer.read().decode()
    called = set(re.findall(r'taonet_rpc_calls_total\{method="(\w+)"\}', metrics))

    assert seen["chain"]["properties"] == {"ss58Format": 42, "tokenDecimals": 9, "tokenSymbol": "TAO"}
    assert {f"chainHead_v1_{name}" for name in ("follow", "header", "body", "call", "storage", "unpin")} <= called
    assert {"transaction_v1_broadcast", "archive_v1_header", "archive_v1_storage", "archive_v1_call"} <= called
    old = {name for name in called if name.split("_")[0] in {"author", "chain", "state"}}
    assert old <= {"chain_getHeader"}  # with which the test waits for the node


def test_it_reads_constants_values_maps_and_runtime_interfaces(seen: dict[str, Any]) -> None:
    assert (seen["existentialDeposit"], seen["specVersion"]) == ("500", 475)
    assert int(seen["aliceFree"]) == FREE
    assert seen["tempos"] == [100, 100]
    assert seen["networks"] == [0, 1]
    assert int(seen["alphaPrice"]) == 10**9
    assert seen["unknownCall"]["success"] is False


def test_it_hears_of_blocks_one_after_the_other(seen: dict[str, Any]) -> None:
    assert seen["finalized"] == list(range(seen["finalized"][0], seen["finalized"][0] + 4))
    assert seen["numbers"] == list(range(seen["numbers"][0], seen["numbers"][0] + 3))


def test_it_transfers_and_decodes_what_happened(seen: dict[str, Any]) -> None:
    assert seen["statuses"][:2] == ["signed", "broadcasted"]
    assert seen["statuses"][-1] == "finalized"
    assert seen["ok"] is True
    assert seen["events"][-2:] == ["TransactionPayment.TransactionFeePaid", "System.ExtrinsicSuccess"]
    assert seen["watched"] == ["0", str(SENT)]
    assert int(seen["fee"]) > 0
    assert seen["included"] is seen["header"] is True


def test_it_names_refusals(seen: dict[str, Any]) -> None:
    assert seen["refused"]["value"] == {"type": "SubtensorModule", "value": {"type": "SubnetNotExists"}}
    assert json.loads(seen["tooPoor"]) == {"type": "Invalid", "value": {"type": "Payment"}}


def test_it_reads_blocks_that_nobody_has_pinned(seen: dict[str, Any]) -> None:
    assert seen["numberAtGenesis"] == 0
    assert int(seen["freeAtGenesis"]) == 0
    assert seen["networksAtGenesis"] == 2
    assert bytes.fromhex(seen["codeAtGenesis"][2:]).startswith(b"taonet: node-subtensor 475")
