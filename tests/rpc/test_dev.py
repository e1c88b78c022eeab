"""`dev_*` and `engine_*`: the developer's powers, and who has them."""

import json
from collections.abc import Iterator

import pytest
from tests.rpc.conftest import ALICE_SS58, BOB, Client, running
from tools.reference.methods import example_of

from taonet.node.consensus.solo import Solo
from taonet.node.rpc.methods import METHODS
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import VOTES
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.sudo.storage import Storage as Sudo
from taonet.runtime.pallets.system.storage import Storage as System
from taonet.runtime.pallets.system.well_known import code_of

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


TEMPO_OF_7 = "0x" + Hyperparameters.Tempo.key_of((7,)).hex()


def test_written_storage_is_in_the_next_block_and_its_root(client: Client) -> None:
    block = client.result("dev_setStorage", [[TEMPO_OF_7, "0x0500"]])

    assert block == client.result("chain_getHead")
    assert client.result("state_getStorage", TEMPO_OF_7) == "0x0500"
    before = client.result("chain_getHeader", block)["parentHash"]
    assert client.result("state_getStorage", TEMPO_OF_7, before) is None
    client.result("dev_setStorage", [[TEMPO_OF_7, None]])
    assert client.result("state_getStorage", TEMPO_OF_7) is None
    assert client.result("state_getReadProof", [TEMPO_OF_7])["proof"]


def test_values_are_written_by_name(client: Client) -> None:
    bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"
    block = client.result(
        "dev_setStorage",
        {
            "System": {"Account": [[[bob], {"providers": 1, "data": {"free": "123456789"}}]]},
            "subtensorModule": {"tempo": [[[7], 5], [["0x1"], None]], "TaoWeight": "0x10"},
            "Sudo": {"Key": bob},
        },
    )
    s = client.node.machine.state()

    assert client.result("chain_getHead") == block
    account = System.Account.get(s, AccountId(BOB.public))
    assert (account.providers, account.consumers, account.data.free) == (1, 0, 123_456_789)
    assert Hyperparameters.Tempo.get(s, NetUid(7)) == 5
    assert not Hyperparameters.Tempo.exists(s, NetUid(1))
    assert client.result("state_getStorage", "0x" + Hyperparameters.TaoWeight.prefix.hex()) == "0x1000000000000000"
    assert Sudo.Key.get(s) == BOB.public


def test_all_of_an_item_is_removed_at_once(client: Client) -> None:
    prefix = "0x" + Hyperparameters.Tempo.prefix.hex()
    assert len(client.result("state_getKeys", prefix)) == 2

    client.result("dev_setStorage", {"SubtensorModule": {"$removePrefix": ["Tempo"], "Tempo": [[[5], 1]]}})
    assert client.result("state_getPairs", prefix) == [[f"{prefix}0500", "0x0100"]]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"Nothing": {}}, "there is no pallet Nothing, only System, "),
        ({"System": {"Nothing": 1}}, "System has no item Nothing"),
        ({"SubtensorModule": {"Tempo": 5}}, "SubtensorModule.Tempo: Expected `array`"),
        ({"SubtensorModule": {"Tempo": [[[1, 2], 5]]}}, "SubtensorModule.Tempo[0]: expected 1 keys, got 2"),
        ({"SubtensorModule": {"Tempo": [[[1], 65_536]]}}, "SubtensorModule.Tempo[0]: "),
        ({"SubtensorModule": {"Tempo": [[[1], "x"]]}}, "SubtensorModule.Tempo[0]: expected a number, got 'x'"),
        ({"Sudo": {"Key": "5FHneW46"}}, "Sudo.Key: "),
        ({"System": {"Account": [[[[1]], {}]]}}, "System.Account[0] key: expected 32 "),
        ({"System": {"Account": [[["0x" + "11" * 32], {"data": {"freee": 1}}]]}}, "data: there is no freee, only free, "),
        ({"System": {"$removePrefix": "Account"}}, "System.$removePrefix: Expected `array`"),
        ([["0xfeed", "0x01"]], "values[0]: 0xfeed is the key of no storage item"),
        ([[TEMPO_OF_7, "0x05"]], "values[0]: 0x05 is no value of SubtensorModule.Tempo"),
        ([[TEMPO_OF_7 + "00", "0x0500"]], "values[0]: "),
        ([["0x" + System.Account.key_of((bytes(32),)).hex()[:-2] + "01", "0x" + "00" * 56]], "is no key of System.Account"),
    ],
)  # fmt: skip
def test_what_no_client_could_read_is_not_written(client: Client, values: object, words: str) -> None:
    code, _, data = client.error("dev_setStorage", values)

    assert code == -32602
    assert words in data
    assert client.node.view.best_number == 1


def test_the_code_may_be_written_where_it_names_rules_that_are_here(client: Client) -> None:
    code, votes = "0x" + b":code".hex(), f"0x{code_of(VOTES).hex()}"
    client.result("dev_setStorage", [[code, votes]])
    assert client.result("state_getStorage", code) == votes
    assert client.node.machine.runtime is VOTES
    assert "does not have" in client.error("dev_setStorage", [[code, "0x01"]])[2]


EXAMPLES = {name: example for name, method in METHODS.items() if (example := example_of(method)) is not None}


def test_every_developers_method_has_an_example() -> None:
    assert set(EXAMPLES) == {name for name in METHODS if name.startswith(("dev_", "engine_"))}


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_the_example_of_the_reference_does_what_it_says(client: Client, name: str) -> None:
    told: list[tuple[str, str]] = []
    client.node.notices.append(lambda method, text, facts: told.append((method, f"{text} {facts}")))

    assert client.result(name, *json.loads(EXAMPLES[name])) is not None
    # A new block is told as a block.
    assert [method for method, _ in told] == [name] * (name not in {"dev_newBlock", "engine_createBlock"})


def test_each_use_of_a_power_that_no_block_shows_is_told(client: Client) -> None:
    told: list[str] = []
    client.node.notices.append(lambda method, text, facts: told.append(f"{method}: {text} {sorted(facts)}"))
    block = client.result("chain_getHead")
    client.result("dev_newBlock", 2)
    client.result("dev_setHead", 1)
    tx_hash = client.result("author_submitExtrinsic", client.transfer(0))
    client.result("author_removeExtrinsic", [{"hash": tx_hash}])
    client.error("dev_setHead", 9)

    assert told == [
        f"dev_setHead: went from #3 back to #1 ({block}) ['before', 'block', 'number']",
        "author_removeExtrinsic: removed 1 transactions from the pool ['count']",
    ]


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
