"""`dev_*` and `engine_*`: the developer's powers, and who has them."""

from collections.abc import Iterator

import pytest
from tests.rpc.conftest import ALICE_SS58, Client, running

from taonet.node.consensus.solo import Solo
from taonet.node.rpc.methods import METHODS

NOW = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb"
"""`Timestamp.Now`."""
UNSAFE = (-32601, "RPC call is unsafe to be called externally", None)


@pytest.fixture
def client() -> Iterator[Client]:
    with running() as client:
        client.result("dev_newBlock")
        yield client


def now(client: Client) -> int:
    return int.from_bytes(bytes.fromhex(client.result("state_getStorage", NOW)[2:]), "little")


def test_blocks_are_made_on_demand(client: Client) -> None:
    assert client.result("dev_newBlock") == client.result("chain_getBlockHash", 2)
    assert client.result("dev_newBlock", 3) == client.result("chain_getBlockHash", 5)
    assert client.result("dev_newBlock", {"count": 2}) == client.result("chain_getBlockHash", 7)
    assert client.result("dev_newBlock", {"to": 9}) == client.result("chain_getBlockHash", 9)
    for wrong in (0, -1, 10_001, "1", {"to": 9}, {"counts": 1}):
        assert client.error("dev_newBlock", wrong)[0] == -32602
    assert client.node.view.best_number == 9


def test_a_block_takes_the_transactions_given(client: Client) -> None:
    transaction = client.transfer(0)
    block = client.result("dev_newBlock", {"transactions": [transaction]})

    assert transaction in client.result("chain_getBlock", block)["block"]["extrinsics"]
    assert client.error("dev_newBlock", {"transactions": ["0x00"]})[0] in {1001, 1002}


def test_a_block_by_the_name_of_manual_seal(client: Client) -> None:
    made = client.result("engine_createBlock", True, True)
    assert made["hash"] == client.result("chain_getHead")
    assert "header_only" in made["aux"]
    assert client.error("engine_createBlock", False, True)[0] == -32000
    assert client.error("engine_createBlock", True, True, "0x" + "11" * 32)[0] == -32602


def test_written_storage_is_in_the_next_block_and_its_root(client: Client) -> None:
    block = client.result("dev_setStorage", [["0xfeed", "0x01"]])

    assert block == client.result("chain_getHead")
    assert client.result("state_getStorage", "0xfeed") == "0x01"
    before = client.result("chain_getHeader", block)["parentHash"]
    assert client.result("state_getStorage", "0xfeed", before) is None
    client.result("dev_setStorage", [["0xfeed", None]])
    assert client.result("state_getStorage", "0xfeed") is None
    assert client.result("state_getReadProof", ["0xfeed"])["proof"]


def test_time_goes_forward_only(client: Client) -> None:
    at = now(client)
    wanted = at + 48_000

    assert client.result("dev_timeTravel", wanted) == wanted
    client.result("dev_newBlock")
    assert now(client) == wanted
    assert client.result("dev_timeTravel", "2100-01-01T00:00:00+00:00") == 4_102_444_800_000
    client.result("dev_newBlock")
    assert now(client) == 4_102_444_800_000
    code, _, data = client.error("dev_timeTravel", at)
    assert code == -32602
    assert data.startswith("date: ")
    assert client.error("dev_timeTravel", "yesterday")[0] == -32602


def test_the_head_goes_back_and_the_pool_is_emptied(client: Client) -> None:
    client.result("author_submitExtrinsic", client.transfer(0))
    second = client.result("dev_newBlock")
    client.result("dev_newBlock", 2)
    with client.socket() as socket:
        socket.result("author_submitAndWatchExtrinsic", client.transfer(1))
        assert socket.update()["params"]["result"] == "ready"

        first = client.result("chain_getBlockHash", 1)
        assert client.result("dev_setHead", 1) == first == client.result("chain_getHead")
        assert socket.update()["params"]["result"] == "dropped"
    assert client.result("chain_getHeader", second) is None
    assert client.result("account_nextIndex", ALICE_SS58) == 0
    assert client.result("author_pendingExtrinsics") == []
    client.result("author_submitExtrinsic", client.transfer(0))
    client.result("dev_newBlock")
    assert client.result("account_nextIndex", ALICE_SS58) == 1
    assert client.result("dev_setHead", first) == first
    for wrong in (2, -1, "0x12", "0x" + "11" * 32):
        assert client.error("dev_setHead", wrong)[0] in {-32602, 4003}


def test_the_pace_can_be_changed(client: Client) -> None:
    assert client.result("dev_setBlockTime", 0.25) == 0.25
    assert isinstance(client.node.engine, Solo)
    assert client.node.engine.block_time == 0.25
    assert client.error("dev_setBlockTime", 0)[0] == -32602


@pytest.mark.parametrize("origin", ["https://example.com", "http://127.0.0.1.example.com", "null", "http://[bad"])
def test_a_web_page_of_somebody_elses_has_no_powers(client: Client, origin: str) -> None:
    answer = client.ask("dev_newBlock", origin=origin)

    assert answer["error"] == {"code": UNSAFE[0], "message": UNSAFE[1]}
    assert client.node.view.best_number == 1
    assert "dev_newBlock" not in client.ask("rpc_methods", origin=origin)["result"]["methods"]


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:8080"])
def test_a_page_of_this_machine_has_them(client: Client, origin: str) -> None:
    assert "result" in client.ask("dev_newBlock", origin=origin)


def test_a_production_chain_has_none() -> None:
    params = {"dev_setStorage": [[]], "dev_timeTravel": [1], "dev_setHead": [0], "dev_setBlockTime": [1]}
    params |= {"engine_createBlock": [True, True], "author_removeExtrinsic": [[]]}
    with running(dev=False) as client:
        for name in METHODS:
            if name.startswith(("dev_", "engine_", "author_remove")):
                assert client.error(name, *params.get(name, [])) == UNSAFE
        assert not [name for name in client.result("rpc_methods")["methods"] if name.startswith(("dev_", "engine_"))]
        assert client.result("system_chainType") == "Live"
