"""`author_*` and nonces."""

import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from tests.rpc.conftest import ALICE_SS58, Client, running
from tests.rpc.rpc_values import unhex

from taonet.crypto.hashing import blake2_256
from taonet.crypto.keys import keypair_from_uri
from taonet.node.pool import PoolError
from taonet.runtime.construct import RUNTIME
from taonet.runtime.transaction.extrinsic import decode, encode
from taonet.runtime.types import AddressRaw


@pytest.fixture
def client() -> Iterator[Client]:
    with running() as client:
        client.result("dev_newBlock")
        yield client


def test_a_transaction_enters_the_pool_and_then_a_block(client: Client) -> None:
    transaction = client.transfer(0)
    tx_hash = client.result("author_submitExtrinsic", transaction)

    assert tx_hash == f"0x{blake2_256(unhex(transaction)).hex()}"
    assert client.result("author_pendingExtrinsics") == [transaction]
    assert client.result("account_nextIndex", ALICE_SS58) == 1

    block = client.result("chain_getBlock", client.result("dev_newBlock"))
    assert transaction in block["block"]["extrinsics"]
    assert client.result("author_pendingExtrinsics") == []
    assert client.result("system_accountNextIndex", ALICE_SS58) == 1


def test_the_nonce_counts_only_what_is_ready(client: Client) -> None:
    client.result("author_submitExtrinsic", client.transfer(1))  # a gap before it
    assert client.result("account_nextIndex", ALICE_SS58) == 0
    client.result("author_submitExtrinsic", client.transfer(0))
    assert client.result("account_nextIndex", ALICE_SS58) == 2


def test_a_watched_transaction_tells_its_way(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("author_submitAndWatchExtrinsic", client.transfer(0))
        assert socket.update() == {
            "jsonrpc": "2.0",
            "method": "author_extrinsicUpdate",
            "params": {"subscription": name, "result": "ready"},
        }
        block = client.result("dev_newBlock")
        assert socket.update()["params"] == {"subscription": name, "result": {"inBlock": block}}
        assert socket.update()["params"] == {"subscription": name, "result": {"finalized": block}}
        assert socket.result("author_unwatchExtrinsic", name) is False  # it ended by itself


def test_a_future_transaction_becomes_ready(client: Client) -> None:
    with client.socket() as socket:
        socket.result("author_submitAndWatchExtrinsic", client.transfer(1))
        assert socket.update()["params"]["result"] == "future"
        client.result("author_submitExtrinsic", client.transfer(0))
        assert socket.update()["params"]["result"] == "ready"


def test_an_unwatched_transaction_stays(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("author_submitAndWatchExtrinsic", client.transfer(0))
        assert socket.update()["params"]["result"] == "ready"
        assert socket.result("author_unwatchExtrinsic", name) is True
        client.result("dev_newBlock")
        assert socket.result("account_nextIndex", ALICE_SS58) == 1
        assert socket.updates == []


def test_watching_needs_a_socket(client: Client) -> None:
    assert client.error("author_submitAndWatchExtrinsic", client.transfer(0)) == (
        -32601,
        "Method not found",
        "subscriptions need a WebSocket",
    )
    assert client.result("author_pendingExtrinsics") == []


def test_a_transaction_twice(client: Client) -> None:
    transaction = client.transfer(0)
    tx_hash = client.result("author_submitExtrinsic", transaction)

    assert client.error("author_submitExtrinsic", transaction) == (1013, "Transaction Already Imported", tx_hash)


def test_a_second_transaction_for_a_nonce(client: Client) -> None:
    client.result("author_submitExtrinsic", client.transfer(0))

    code, message, data = client.error("author_submitExtrinsic", client.transfer(0, amount=5))
    assert code == 1014
    assert message.startswith("Priority is too low: (")
    assert data == "The transaction has too low priority to replace another transaction already in the pool."


def test_an_outdated_nonce(client: Client) -> None:
    client.result("author_submitExtrinsic", client.transfer(0))
    client.result("dev_newBlock")

    refused = client.error("author_submitExtrinsic", client.transfer(0, amount=7))
    assert refused == (1010, "Invalid Transaction", "Transaction is outdated")


def test_a_forged_signature(client: Client) -> None:
    forged = bytearray(unhex(client.transfer(0)))
    forged[60] ^= 1

    refused = client.error("author_submitExtrinsic", f"0x{forged.hex()}")
    assert refused == (1010, "Invalid Transaction", "Transaction has a bad signature")


def test_an_account_without_funds(client: Client) -> None:
    poor = keypair_from_uri("//Nobody")
    assert client.error("author_submitExtrinsic", client.transfer(0, pair=poor)) == (
        1010,
        "Invalid Transaction",
        "Inability to pay some fees (e.g. account balance too low)",
    )


def test_bytes_that_are_no_extrinsic(client: Client) -> None:
    assert client.error("author_submitExtrinsic", "zz") == (-32602, "Invalid params", "extrinsic: not hexadecimal")
    for wrong in ("0x", "0x08ff", "0x04", "0x" + "00" * 40):
        code, message, _ = client.error("author_submitExtrinsic", wrong)
        assert code == 1001, wrong
        assert message.startswith("Extrinsic has invalid format: ")
    code, message, data = client.error("author_submitExtrinsic", "0x0c04ffff")
    assert code == 1002
    assert message.startswith("Verification Error: ")
    assert "validate_transaction" in data


def test_what_nobody_signed_is_unknown(client: Client) -> None:
    unsigned = RUNTIME.call("System", "remark", b"hi")
    inherent = client.result("chain_getBlock")["block"]["extrinsics"][0]

    assert client.error("author_submitExtrinsic", f"0x{encode(RUNTIME, None, unsigned).hex()}") == (
        1011,
        "Unknown Transaction Validity",
        "NoUnsignedValidator",
    )
    code, message, data = client.error("author_submitExtrinsic", inherent)
    assert (code, message) == (1010, "Invalid Transaction")
    assert "mandatory" in data


def test_an_address_without_an_account_cannot_be_looked_up(client: Client) -> None:
    signed = decode(RUNTIME, unhex(client.transfer(0)))
    assert signed.signature is not None
    elsewhere = replace(signed.signature, address=AddressRaw(b"somewhere"))

    assert client.error("author_submitExtrinsic", f"0x{encode(RUNTIME, elsewhere, signed.call).hex()}") == (
        1011,
        "Unknown Transaction Validity",
        "CannotLookup",
    )


def test_removed_transactions_are_banned(client: Client) -> None:
    kept, first, second = client.transfer(0), client.transfer(1), client.transfer(2)
    hashes = [client.result("author_submitExtrinsic", one) for one in (kept, first, second)]

    assert client.result("author_removeExtrinsic", [{"hash": hashes[1]}, {"extrinsic": second}]) == hashes[1:]
    assert client.result("author_pendingExtrinsics") == [kept]
    assert client.error("author_submitExtrinsic", second) == (1012, "Transaction is temporarily banned", None)
    for wrong in ({"x": "0x"}, {"hash": "0x12"}, {}, {"hash": hashes[0], "extrinsic": kept}):
        assert client.error("author_removeExtrinsic", [wrong])[0] == -32602


def test_what_waits_behind_a_removed_transaction_goes_with_it(client: Client) -> None:
    transactions = [client.transfer(nonce) for nonce in range(4)]
    hashes = [client.result("author_submitExtrinsic", one) for one in transactions]
    later = client.transfer(9)
    client.result("author_submitExtrinsic", later)

    assert client.result("author_removeExtrinsic", [{"hash": hashes[1]}, {"hash": hashes[3]}]) == hashes[1:]
    assert client.result("author_pendingExtrinsics") == [transactions[0], later]
    assert client.result("account_nextIndex", ALICE_SS58) == 1
    assert client.error("author_submitExtrinsic", transactions[1])[0] == 1012
    client.result("author_submitExtrinsic", client.transfer(1))
    assert client.result("author_submitExtrinsic", transactions[2]) == hashes[2]  # it is not banned
    assert client.result("account_nextIndex", ALICE_SS58) == 3


def test_addresses_are_checked(client: Client) -> None:
    code, message, data = client.error("account_nextIndex", ALICE_SS58[:-1] + "Z")
    assert (code, message) == (-32602, "Invalid params")
    assert data.startswith("account: ")


def test_what_fits_into_no_block_is_refused_before_it_is_read(client: Client) -> None:
    with pytest.raises(PoolError) as refused:
        client.node.submit(bytes(7_864_321))
    assert refused.value.code == 1010
    assert refused.value.data == "Transaction would exhaust the block limits"


def test_blocks_are_made_while_all_workers_are_busy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    started, go_on = threading.Barrier(3), threading.Event()

    def slow(*_: object) -> bytes:
        started.wait(timeout=20)
        go_on.wait(timeout=20)
        return b""

    monkeypatch.setattr(client.node.view, "call", slow)
    with client.socket() as socket:
        for identifier in range(50):
            socket.raw.send(f'{{"jsonrpc":"2.0","id":{identifier},"method":"state_call","params":["X_y","0x"]}}')
        started.wait(timeout=20)
        try:
            assert client.result("dev_newBlock") == client.result("chain_getBlockHash", 2)
        finally:
            started.abort()
            go_on.set()
