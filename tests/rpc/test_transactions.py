"""`transactionWatch_v1_*` and `transaction_v1_*`."""

from collections.abc import Iterator

import pytest
from tests.rpc.conftest import Client, Socket, running

from taonet.node.rpc import transactions


@pytest.fixture
def client() -> Iterator[Client]:
    with running() as client:
        client.result("dev_newBlock")
        yield client


def event(socket: Socket) -> dict:
    update = socket.update()
    assert update["method"] == "transactionWatch_v1_watchEvent"
    return update["params"]["result"]


def test_a_watched_transaction_tells_its_way(client: Client) -> None:
    with client.socket() as socket:
        transaction = client.transfer(0)
        name = socket.result("transactionWatch_v1_submitAndWatch", transaction)
        assert event(socket) == {"event": "validated"}
        block = client.result("dev_newBlock")
        place = {"hash": block, "index": client.result("archive_v1_body", block).index(transaction)}
        assert event(socket) == {"event": "bestChainBlockIncluded", "block": place}
        assert event(socket) == {"event": "finalized", "block": place}
        error = socket.answer("transactionWatch_v1_unwatch", name)["error"]
        assert error["code"] == -32602


def test_what_is_refused_is_told_as_an_event(client: Client) -> None:
    client.result("author_submitExtrinsic", client.transfer(0))
    client.result("dev_newBlock")
    waiting = client.transfer(1)
    client.result("author_submitExtrinsic", waiting)
    for wrong, words in (
        ("0x", "Extrinsic bytes cannot be decoded"),
        ("0x0c04ffff", "Verification error: "),
        (client.transfer(0, amount=7), "Invalid transaction: Transaction is outdated"),
        (
            client.result("chain_getBlock")["block"]["extrinsics"][0],
            "Invalid transaction: Transaction dispatch is mandatory",
        ),
        (waiting, "Transaction is already imported"),
        (client.transfer(1, amount=7), "The priority of the transaction is too low ("),
    ):
        with client.socket() as socket:
            name = socket.result("transactionWatch_v1_submitAndWatch", wrong)
            told = event(socket)
            assert told["event"] == "invalid"
            assert told["error"].startswith(words)
            assert "error" in socket.answer("transactionWatch_v1_unwatch", name)
    with client.socket() as socket:
        assert socket.answer("transactionWatch_v1_submitAndWatch", "zz")["error"]["code"] == -32602


def test_a_transaction_that_is_dropped_says_so(client: Client) -> None:
    with client.socket() as socket:
        socket.result("transactionWatch_v1_submitAndWatch", client.transfer(0))
        assert event(socket) == {"event": "validated"}
        client.result("dev_setHead", 1)
        assert event(socket)["event"] == "dropped"
        banned = client.transfer(0)
        tx_hash = client.result("author_submitExtrinsic", banned)
        client.result("author_removeExtrinsic", [{"hash": tx_hash}])
        socket.result("transactionWatch_v1_submitAndWatch", banned)
        assert event(socket) == {"event": "invalid", "error": "Transaction is temporarily banned"}


def test_an_unwatched_transaction_stays(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("transactionWatch_v1_submitAndWatch", client.transfer(0))
        event(socket)
        assert socket.result("transactionWatch_v1_unwatch", name) is None
        assert len(client.result("author_pendingExtrinsics")) == 1
        client.result("dev_newBlock")
        socket.result("system_chain")
        assert socket.updates == []


def test_a_broadcast_transaction_is_offered_until_a_block_has_it(client: Client) -> None:
    with client.socket() as socket:
        later = client.transfer(1)
        client.result("dev_newBlock")
        name = socket.result("transaction_v1_broadcast", later)
        socket.result("system_chain")
        assert client.result("author_pendingExtrinsics") == [later]
        client.result("dev_setHead", 1)  # which empties the pool
        assert client.result("author_pendingExtrinsics") == [later]
        client.result("author_submitExtrinsic", client.transfer(0))
        block = client.result("dev_newBlock")
        assert later in client.result("archive_v1_body", block)
        client.result("dev_newBlock")
        assert client.result("author_pendingExtrinsics") == []
        assert socket.result("transaction_v1_stop", name) is None
        assert socket.answer("transaction_v1_stop", name)["error"] == {
            "code": -32602,
            "message": "Invalid operation id",
        }


def test_what_is_stopped_is_offered_no_longer(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("transaction_v1_broadcast", client.transfer(3))
        invalid = socket.result("transaction_v1_broadcast", "0x00")
        assert invalid
        socket.result("transaction_v1_stop", name)
        client.result("dev_setHead", 1)
        assert client.result("author_pendingExtrinsics") == []


def test_broadcasts_are_bounded(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "MOST_BROADCAST", 4)
    with client.socket() as socket:
        assert all(socket.result("transaction_v1_broadcast", "0x00") for _ in range(4))
        assert socket.result("transaction_v1_broadcast", client.transfer(0)) is None
    assert client.error("transaction_v1_broadcast", "0x00")[0] == -32601
