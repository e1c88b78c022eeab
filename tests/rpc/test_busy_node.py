"""A busy node has its signatures checked by a helper. Answers are the same with it, without it, and when it fails."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from benchmarks.signing import transfer
from tests.rpc.conftest import Client, running

from taonet.crypto.keys import keypair_from_uri
from taonet.node import signatures
from taonet.runtime.signers import signature_is_good
from taonet.runtime.transaction import pipeline

PAIR = keypair_from_uri("//Alice")
MOST_LOOKS = 100_000


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Return the outcomes of the checks that this process makes itself."""
    outcomes: list[bool] = []

    def counted(*arguments: Any) -> bool:
        outcomes.append(signature_is_good(*arguments))
        return outcomes[-1]

    monkeypatch.setattr(pipeline, "signature_is_good", counted)
    return outcomes


@contextmanager
def helped() -> Iterator[Client]:
    """Serve a chain whose first transaction has made it busy."""
    with running() as client:
        client.result("dev_newBlock", 2)
        client.result("author_submitExtrinsic", _transfer(client, 0))
        _until(client, ready=True)
        yield client


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(signatures, "BUSY", 1)
    monkeypatch.setattr(signatures, "_cores", lambda: 2)
    with helped() as client:
        yield client


def _transfer(client: Client, nonce: int, amount: int = 1_000) -> str:
    # Each chain is another to the memory of good signatures only if its transactions are.
    amount += int.from_bytes(os.urandom(3))
    genesis = client.node.machine.init_chain()
    return f"0x{transfer(PAIR, bytes(31) + bytes([7]), amount, nonce, genesis).hex()}"


def _spoilt(raw: str) -> str:
    """Return a transaction with another bit in its signature."""
    data = bytearray.fromhex(raw[2:])
    data[60] ^= 1
    return f"0x{data.hex()}"


def _until(client: Client, *, ready: bool) -> None:
    looks = 0
    while client.node.signatures.is_ready != ready:
        client.http.get("/health")
        looks += 1
        assert looks < MOST_LOOKS


def _requests(method: str, raws: list[str]) -> list[dict[str, Any]]:
    return [{"jsonrpc": "2.0", "id": place, "method": method, "params": [raw]} for place, raw in enumerate(raws)]


def test_the_helper_checks_what_arrives_by_any_way(client: Client, here: list[bool]) -> None:
    raws = [_transfer(client, nonce) for nonce in range(1, 6)]
    client.result("author_submitExtrinsic", raws[0])
    batch = client.post(json.dumps(_requests("author_submitExtrinsic", raws[1:3]))).json()
    with client.socket() as socket:
        first = socket.result("author_submitExtrinsic", raws[3])
        socket.result("author_submitAndWatchExtrinsic", raws[4])
        status = socket.update()["params"]["result"]
        block = client.result("dev_newBlock")

    assert [answer["id"] for answer in batch] == [0, 1]
    assert first.startswith("0x")
    assert status == "ready"
    assert set(raws) < set(client.result("chain_getBlock", block)["block"]["extrinsics"])
    assert client.node.signatures.checked == len(raws)
    assert here == []


def test_what_is_refused_is_refused_alike(client: Client) -> None:
    good = _transfer(client, 1)
    client.result("author_submitExtrinsic", good)

    bad = client.error("author_submitExtrinsic", _spoilt(_transfer(client, 2)))
    assert bad == (1010, "Invalid Transaction", "Transaction has a bad signature")
    assert client.error("author_submitExtrinsic", good)[0] == 1013
    assert [client.error("author_submitExtrinsic", raw)[0] for raw in ("0x00", "0x04")] == [1002, 1001]
    with client.socket() as socket:
        answer = socket.answer("author_submitAndWatchExtrinsic", _spoilt(_transfer(client, 3)))
    assert answer["error"]["code"] == 1010


def test_two_that_wait_side_by_side_for_one_place_do_not_both_get_it(client: Client) -> None:
    rivals = [_transfer(client, 1, amount) for amount in (1, 1 << 30)]
    answers = client.post(json.dumps(_requests("author_submitExtrinsic", [rivals[0], rivals[0], rivals[1]]))).json()

    assert "result" in answers[0]
    assert [answer["error"]["code"] for answer in answers[1:]] == [1013, 1014]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_helper_that_dies_or_hangs_costs_no_transaction(
    client: Client, here: list[bool], how: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "PATIENCE_SECONDS", 0.05)
    helper = client.node.signatures.process_id
    assert helper is not None
    raws = [_transfer(client, nonce) for nonce in range(1, 5)]
    os.kill(helper, signal.SIGSTOP)
    with client.socket() as socket:
        for request in _requests("author_submitExtrinsic", raws):
            socket.raw.send(json.dumps(request))
        os.kill(helper, how)
        answers = [json.loads(socket.raw.recv(timeout=20)) for _ in raws]
    _until(client, ready=False)

    assert sorted(answer["id"] for answer in answers if "result" in answer) == [0, 1, 2, 3]
    assert here == [True] * len(raws)
    assert client.node.signatures.process_id is None
    client.result("author_submitExtrinsic", _transfer(client, 5))


def test_long_transactions_are_checked_here(client: Client, here: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "MOST_BYTES", 100)
    client.result("author_submitExtrinsic", _transfer(client, 1))

    assert here == [True]
    assert client.node.signatures.checked == 0


def test_beyond_what_the_helper_may_owe_signatures_are_checked_here(
    client: Client, here: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "MOST_AT_A_TIME", 0)
    client.result("author_submitExtrinsic", _transfer(client, 1))

    assert here == [True]


def test_the_helper_ends_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "BUSY", 1)
    monkeypatch.setattr(signatures, "_cores", lambda: 2)
    with helped() as client:
        node, helper = client.node, client.node.signatures.process_id
    assert node.signatures.process_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(helper or 0, 0)


def test_a_helper_that_cannot_be_started_is_done_without(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(signatures, "BUSY", 1)
    monkeypatch.setattr(signatures, "_cores", lambda: 2)
    with running() as client:
        client.node.signatures = signatures.Signatures(("/no/such/program",))
        client.result("dev_newBlock", 2)
        for nonce in range(3):
            client.result("author_submitExtrinsic", _transfer(client, nonce))
    assert "no helper for signatures could be started" in caplog.text


def test_a_quiet_node_and_one_on_a_single_core_have_no_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "BUSY", 2)
    monkeypatch.setattr(signatures, "_cores", lambda: 1)
    with running() as client:
        client.result("dev_newBlock", 2)
        for nonce in range(3):
            client.result("author_submitExtrinsic", _transfer(client, nonce))
        assert client.node.signatures.process_id is None
        monkeypatch.setattr(signatures, "_cores", lambda: 2)
        client.result("dev_newBlock")
        client.result("author_submitExtrinsic", _transfer(client, 3))
        assert client.node.signatures.process_id is None
