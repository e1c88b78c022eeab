"""The other client that everybody has: polkadot.js, as published, drives a node; what it saw is judged here."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.accounts import ALICE
from tests.e2e.npm import drive

from taonet.testing.node import RunningNode

pytestmark = pytest.mark.timeout(300)

PROJECT = Path(__file__).with_name("polkadot_js")
FREE = 1_000_000 * 10**9
SENT = 2 * 10**9


@pytest.fixture(scope="module")
def seen(node: RunningNode) -> dict[str, Any]:
    """What polkadot.js saw of a node."""
    return drive(PROJECT, node.websocket)


def test_it_understands_the_metadata(seen: dict[str, Any]) -> None:
    assert seen["chain"] == "Bittensor"
    assert seen["specVersion"] == seen["versionAtBlock"] == 475
    assert seen["metadataVersion"] in {14, 15}
    assert {"System", "Balances", "SubtensorModule", "Sudo", "MevShield"} <= set(seen["pallets"])
    assert (seen["token"], seen["decimals"], seen["existentialDeposit"]) == (["TAO"], [9], "500")
    assert seen["signedExtensions"][-1] == "CheckMetadataHash"


def test_it_reads_values_maps_the_past_and_runtime_interfaces(seen: dict[str, Any]) -> None:
    assert int(seen["aliceFree"]) == FREE
    assert seen["tempos"] == [100, 100]
    assert sorted(seen["networks"]) == [0, 1]
    assert seen["numberAtGenesis"] == seen["nonceByRuntime"] == 0
    assert int(seen["alphaPrice"]) == 10**9


def test_it_hears_of_blocks_one_after_the_other(seen: dict[str, Any]) -> None:
    for heads in (seen["newHeads"], seen["finalizedHeads"]):
        assert heads == list(range(heads[0], heads[0] + 3))


def test_it_transfers_and_decodes_what_happened(seen: dict[str, Any]) -> None:
    transfer = seen["transfer"]
    assert transfer["statuses"][0] == "Ready"
    assert transfer["statuses"][-1] == "Finalized"
    assert transfer["transfers"] == [{"to": seen["stranger"], "amount": str(SENT)}]
    assert transfer["events"][-2:] == ["transactionPayment.TransactionFeePaid", "system.ExtrinsicSuccess"]
    assert transfer["fees"] == [seen["estimate"]["fee"]]
    assert seen["estimate"]["class"] == "Normal"
    assert seen["watched"] == ["0", str(SENT)]
    assert seen["included"] == [{"call": "balances.transferKeepAlive", "signer": ALICE.cold, "period": 32}]


def test_it_sees_a_transaction_in_its_block_before_it_is_final(seen: dict[str, Any]) -> None:
    assert seen["noSubnet"]["statuses"] == ["Ready", "InBlock", "Finalized"]


def test_it_names_refusals(seen: dict[str, Any]) -> None:
    assert json.loads(seen["tooMuch"]["error"]) == {"token": "FundsUnavailable"}
    assert seen["tooMuch"]["events"][-1] == "system.ExtrinsicFailed"
    assert seen["noSubnet"]["error"] == "SubnetNotExists"
    assert seen["unpaid"].startswith("1010: Invalid Transaction: Inability to pay some fees")
    assert seen["stale"] == "1010: Invalid Transaction: Transaction is outdated"


def test_it_sends_two_with_the_later_nonce_first(seen: dict[str, Any]) -> None:
    assert seen["outOfOrder"] == ["ok", "ok"]


def test_it_schedules_a_call_by_its_preimage_and_sees_it_made(seen: dict[str, Any]) -> None:
    later = seen["later"]
    assert later["errors"] == [None, None]
    assert int(later["ticket"]) == 104_000_000 + 1_000_000 * later["length"]
    assert later["kept"]
    assert later["call"] == {"hash": later["hash"], "len": later["length"]}
    assert (later["origin"], later["again"]) == ({"system": {"root": None}}, [3, 1])
    assert later["agendas"] == [3]
    assert later["told"] == [["Dispatched", ["0x" + "2a" * 32, {"ok": None}]], ["Scheduled", [0]]]
    assert later["incompleteSince"] == 1
    assert later["consts"] == [50, None]
    assert later["safeMode"] is None


def test_it_reads_who_acts_for_whom_and_what_several_have_to_approve(seen: dict[str, Any]) -> None:
    assert seen["acting"] == ["ok", "ok"]
    assert seen["delegates"] == [[{"delegate": seen["bob"], "proxyType": "NonTransfer", "delay": 7}], 93_000_000]
    (waiting,) = seen["waiting"]
    assert waiting["callHash"]
    assert waiting["operation"]["deposit"] == 196_000_000
    assert waiting["operation"]["depositor"] == ALICE.cold
    assert waiting["operation"]["approvals"] == [ALICE.cold]
    assert [seen["proxyTypes"][0], seen["proxyTypes"][-1], len(seen["proxyTypes"])] == ["Any", "BasketTrading", 19]
    assert {"add_stake", "unstake_all"} <= set(seen["staking"])
