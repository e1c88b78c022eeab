"""What /metrics says: valid text, every number an operator needs, and only names that the dashboard and the alerts know too."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.signing import transfer
from prometheus_client.parser import text_string_to_metric_families
from tests.rpc.conftest import Client, running

from taonet.crypto import ss58
from taonet.crypto.keys import keypair_from_uri

DEPLOY = Path(__file__).parents[2] / "deploy"
ALICE = keypair_from_uri("//Alice")
NAMES = re.compile(r"\b(?:taonet|process)_[a-z_]+")
"""Names of metrics in an expression."""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with running() as client:
        yield client


def numbers(client: Client) -> dict[str, float]:
    """Return every number by its name and labels."""
    families = text_string_to_metric_families(client.http.get("/metrics").text)
    return {
        sample.name + "".join(f" {label}={value}" for label, value in sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def send(client: Client, amount: int) -> None:
    nonce = client.result("system_accountNextIndex", ss58.encode(ALICE.public))
    genesis = bytes.fromhex(client.result("chain_getBlockHash", 0)[2:])
    raw = transfer(ALICE, keypair_from_uri("//someone").public, amount, nonce, genesis)
    client.result("author_submitExtrinsic", f"0x{raw.hex()}")
    client.result("dev_newBlock")


def test_transactions_count_by_call_and_outcome_with_their_fees(client: Client) -> None:
    before = numbers(client)
    send(client, 1_000_000)
    send(client, 10**18)  # more than there is
    after = numbers(client)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    # `transfer` signs this call.
    call = "call=transfer_keep_alive outcome={} pallet=Balances"
    assert grown("taonet_calls_total " + call.format("success")) == 1
    assert grown("taonet_calls_total " + call.format("failure")) == 1
    assert 0 < grown("taonet_fees_tao_total") < 0.01
    assert grown("taonet_extrinsics_total") == 6  # each block has the time and the author's key
    assert after["taonet_issuance_tao"] > 3_000_000
    assert after["taonet_subnets"] == 2


def test_epochs_count(client: Client) -> None:
    before = numbers(client)["taonet_epochs_total"]
    client.result("dev_newBlock", 400)

    assert numbers(client)["taonet_epochs_total"] > before


def test_answers_have_a_histogram_for_each_method(client: Client) -> None:
    client.result("system_chain")
    client.result("state_call", "Core_version", "0x")
    found = numbers(client)
    name = "taonet_rpc_seconds_{} method=system_chain"

    assert found[name.format("count")] >= 1
    assert found[name.format("sum")] > 0
    assert found["taonet_rpc_seconds_bucket le=+Inf method=system_chain"] == found[name.format("count")]
    assert found["taonet_rpc_seconds_count method=state_call"] >= 1


def test_the_process_and_the_build_are_there(client: Client) -> None:
    found = numbers(client)

    assert found["process_resident_memory_bytes"] > 10_000_000
    assert found["process_cpu_seconds_total"] > 0
    assert found["process_open_fds"] > 3
    assert found["process_start_time_seconds"] > 1_600_000_000
    assert any(name.startswith("taonet_build_info") and "spec_version=475" in name for name in found)
    assert any(name.startswith("taonet_chain_info genesis=0x") for name in found)
    assert found["taonet_store_bytes"] == 0


@pytest.mark.parametrize("file", ["grafana/node.json", "prometheus/alerts.yml"])
def test_dashboard_and_alerts_ask_for_numbers_that_there_are(client: Client, file: str) -> None:
    client.error("no_such")
    send(client, 1_000_000)
    there = {name.partition(" ")[0] for name in numbers(client)}
    text = (DEPLOY / file).read_text()
    if file.endswith(".json"):
        text = "\n".join(target["expr"] for panel in json.loads(text)["panels"] for target in panel.get("targets", ()))
    asked = set(NAMES.findall(text))

    assert len(asked) > 5
    assert asked <= there
