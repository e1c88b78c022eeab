"""`state_*`."""

from typing import Any

import pytest
from tests.rpc.conftest import NUMBER_KEY, Client, running
from tests.rpc.rpc_values import unhex

from taonet.crypto.hashing import blake2_256
from taonet.node.rpc import answer
from taonet.runtime.construct import RUNTIME
from taonet.trie import verify_proof

SYSTEM = NUMBER_KEY[:34]
NOWHERE = "0x" + "11" * 32
UNKNOWN = (4003, f"Client error: UnknownBlock: Header was not found in the database: {NOWHERE}", None)


def number_at(client: Client, block: str | None) -> int:
    return int.from_bytes(unhex(client.result("state_getStorage", NUMBER_KEY, block)), "little")


def test_storage_is_read_now_and_at_any_kept_block(client: Client) -> None:
    height = client.node.view.best_number

    assert number_at(client, None) == height
    for number in range(1, height + 1):
        assert number_at(client, client.result("chain_getBlockHash", number)) == number
    assert client.result("state_getStorage", "0x00") is None
    assert client.result("state_getStorageAt", NUMBER_KEY[2:]) == client.result("state_getStorage", NUMBER_KEY)


def test_hash_and_size_are_those_of_the_value(client: Client) -> None:
    value = unhex(client.result("state_getStorage", NUMBER_KEY))

    assert client.result("state_getStorageHash", NUMBER_KEY) == f"0x{blake2_256(value).hex()}"
    assert client.result("state_getStorageSize", NUMBER_KEY) == len(value) == 4
    assert client.result("state_getStorageHashAt", "0x00") is None
    assert client.result("state_getStorageSizeAt", "0x00", None) is None


def test_the_code_has_a_value_a_hash_and_a_size(client: Client) -> None:
    key = "0x" + b":code".hex()
    code = unhex(client.result("state_getStorage", key))

    assert code.startswith(b"taonet: node-subtensor 475")
    assert client.result("state_getStorageHash", key) == f"0x{blake2_256(code).hex()}"
    assert client.result("state_getStorageSize", key) == len(code)


def test_parameters_at_fault_are_named(client: Client) -> None:
    for params, data in (
        ((), "missing parameter key"),
        ((5,), "key: Expected `str | array`, got `int`"),
        (("0xg",), "key: not hexadecimal"),
        (("0X00",), "key: not hexadecimal"),
        (("0x00", "0x12"), "hash: expected 32 bytes, got 1"),
        (([["0x00"]],), "key[0]: Expected `int`, got `array`"),
        (([256],), "key[0]: Expected `int` <= 255"),
    ):
        assert client.error("state_getStorage", *params) == (-32602, "Invalid params", data)
    assert client.error("state_queryStorageAt", ["0x00", 3])[2] == "keys[1]: Expected `str | array`, got `int`"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("state_getStorage", ["0x00"]),
        ("state_getStorageHash", ["0x00"]),
        ("state_getKeysPaged", ["0x", 1, None]),
        ("state_getKeys", ["0x"]),
        ("state_getPairs", ["0x"]),
        ("state_getReadProof", [["0x00"]]),
        ("state_getRuntimeVersion", []),
        ("state_getMetadata", []),
        ("state_call", ["Core_version", "0x"]),
        ("state_getStorageSize", ["0x00"]),
    ],
)
def test_an_unknown_block_is_refused_in_substrates_words(client: Client, method: str, params: Any) -> None:
    assert client.error(method, *params, NOWHERE) == UNKNOWN


def test_an_unknown_block_of_a_range_is_refused_in_substrates_words(client: Client) -> None:
    newest = client.result("chain_getHead")
    reason = f"UnknownBlock: Header was not found in the database: {NOWHERE}"

    for method, params, start, end in (
        ("state_queryStorageAt", [["0x00"], NOWHERE], NOWHERE, NOWHERE),
        ("state_queryStorage", [["0x00"], NOWHERE], NOWHERE, newest),
        ("state_queryStorage", [["0x00"], newest, NOWHERE], newest, NOWHERE),
    ):
        text = f'Cannot resolve a block range [\'"{start}"\' ... \'"Some({end})"]. {reason}'
        assert client.error(method, *params) == (4001, text, None)


def test_several_values_of_one_block(client: Client) -> None:
    block = client.result("chain_getBlockHash", 1)

    assert client.result("state_queryStorageAt", [NUMBER_KEY, "0x00"], block) == [
        {"block": block, "changes": [[NUMBER_KEY, "0x01000000"], ["0x00", None]]}
    ]


def test_a_range_of_blocks_shows_what_changed(client: Client) -> None:
    blocks = [client.result("chain_getBlockHash", number) for number in (1, 2)]

    assert client.result("state_queryStorage", [NUMBER_KEY, "0x00"], *blocks) == [
        {"block": blocks[0], "changes": [[NUMBER_KEY, "0x01000000"], ["0x00", None]]},
        {"block": blocks[1], "changes": [[NUMBER_KEY, "0x02000000"]]},
    ]
    code, message, _ = client.error("state_queryStorage", ["0x00"], blocks[1], blocks[0])
    assert code == 4001
    assert message.endswith("]. from number > to number")


def test_hexadecimal_is_read_as_a_real_node_reads_it(client: Client) -> None:
    block = client.write([["0x0abc", "0x01"]])

    for key in ("0x0abc", "0abc", "0xabc", "abc", "0x0A BC", [10, 188]):
        assert client.result("state_getStorage", key) == "0x01"
        assert client.result("state_queryStorageAt", [key], block)[0]["changes"] == [["0x0abc", "0x01"]]


def test_the_size_of_a_prefix_is_that_of_all_values_under_it(client: Client) -> None:
    pairs = client.result("state_getPairs", SYSTEM)

    assert len(pairs) > 10
    assert client.result("state_getStorageSize", SYSTEM) == sum(len(unhex(value)) for _, value in pairs)
    assert client.result("state_getStorageSize", "0xffff") is None


def test_keys_and_pairs_are_never_cut(client: Client) -> None:
    number = client.node.view.best_number
    written = [[f"0xf00d{index:04x}", "0x01"] for index in range(2_500)]
    client.write(written)

    assert client.result("state_getKeys", "0xf00d") == [key for key, _ in written]
    assert client.result("state_getPairs", "0xf00d") == written
    client.result("dev_setHead", number)
    assert client.result("state_getKeys", "0xf00d") == []


def test_an_answer_that_would_be_too_long_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "MOST_ANSWER_BYTES", 10_000)

    assert client.error("state_getPairs", "0x")[:2] == (-32008, "Response is too big")


def test_keys_come_in_pages_without_gaps(client: Client) -> None:
    everything = client.result("state_getKeys", SYSTEM)
    assert everything == sorted(everything)
    assert NUMBER_KEY in everything

    pages, start = [], SYSTEM  # clients begin with the prefix itself
    while page := client.result("state_getKeysPaged", SYSTEM, 3, start):
        pages += page
        start = page[-1]
    assert pages == everything
    assert client.result("state_getKeysPagedAt", SYSTEM, 1, None) == everything[:1]
    assert client.error("state_getKeysPaged", SYSTEM, 1_001)[:2] == (
        4002,
        "count exceeds maximum value. value: 1001, max: 1000",
    )


def test_keys_of_an_older_block(client: Client) -> None:
    client.write([["0xfeed01", "0x01"], ["0xfeed02", "0x02"]])
    block = client.result("chain_getHead")
    client.write([["0xfeed01", None]])

    assert client.result("state_getKeysPaged", "0xfeed", 10, None) == ["0xfeed02"]
    assert client.result("state_getKeysPaged", "0xfeed", 10, None, block) == ["0xfeed01", "0xfeed02"]
    assert client.result("state_getPairs", "0xfeed", block) == [["0xfeed01", "0x01"], ["0xfeed02", "0x02"]]


def test_metadata_in_both_versions(client: Client) -> None:
    v14, v15 = RUNTIME.metadata(14), RUNTIME.metadata(15)

    assert unhex(client.result("state_getMetadata")) == v14
    assert unhex(client.result("state_call", "Metadata_metadata", "0x")).endswith(v14)
    answer = unhex(client.result("state_call", "Metadata_metadata_at_version", "0f000000"))  # also without 0x
    assert answer[0] == 1
    assert answer.endswith(v15)
    assert client.result("state_call", "Metadata_metadata_at_version", "0x10000000") == "0x00"
    assert client.result("state_call", "Metadata_metadata_versions", "0x") == "0x080e0000000f000000"


def test_old_clients_can_be_given_bare_integers() -> None:
    assert RUNTIME.with_bare_newtypes().metadata(15) != RUNTIME.metadata(15)


def test_runtime_calls_say_what_is_wrong(client: Client) -> None:
    assert client.error("state_call", "Nothing_here", "0x") == (
        4003,
        "Client error: Execution failed: Other: Exported method Nothing_here is not found",
        None,
    )
    code, message, _ = client.error("state_callAt", "AccountNonceApi_account_nonce", "0x00")
    assert code == 4003
    assert "Bad input data provided to AccountNonceApi_account_nonce" in message


def test_the_runtimes_version(client: Client) -> None:
    version = client.result("state_getRuntimeVersion")

    assert version == client.result("chain_getRuntimeVersion", client.result("chain_getBlockHash", 0))
    assert (version["specName"], version["implName"]) == ("node-subtensor", "node-subtensor")
    assert (version["specVersion"], version["transactionVersion"], version["systemVersion"]) == (475, 1, 1)
    assert ["0xdf6acb689907609b", 5] in version["apis"]


def test_proofs_prove_now_and_then(client: Client) -> None:
    for block in (None, client.result("chain_getBlockHash", 1)):
        answer = client.result("state_getReadProof", [NUMBER_KEY, "0x00"], block)
        header = client.result("chain_getHeader", block)
        root, nodes = unhex(header["stateRoot"]), [unhex(node) for node in answer["proof"]]

        assert answer["at"] == (block or client.result("chain_getHead"))
        assert verify_proof(root, nodes, unhex(NUMBER_KEY)) == int(header["number"], 16).to_bytes(4, "little")
        assert verify_proof(root, nodes, b"\0") is None


def test_nothing_is_proved_without_state_roots() -> None:
    with running(keep_root=False) as client:
        code, message, _ = client.error("state_getReadProof", [NUMBER_KEY])
        assert code == 4003
        assert "without state roots" in message


def test_a_storage_subscription_sends_the_present_values_then_changes(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("state_subscribeStorage", [NUMBER_KEY, "0xabcd"])
        first = socket.update()
        assert first["method"] == "state_storage"
        assert first["params"]["subscription"] == name
        number = client.result("state_getStorage", NUMBER_KEY)
        head = client.result("chain_getHead")
        assert first["params"]["result"] == {"block": head, "changes": [[NUMBER_KEY, number], ["0xabcd", None]]}

        block = client.write([["0xabcd", "0x01"]])
        update = socket.update()["params"]["result"]
        assert update["block"] == block
        assert ["0xabcd", "0x01"] in update["changes"]
        assert len(update["changes"]) == 2  # the number changes in every block

        assert socket.result("state_unsubscribeStorage", name) is True


def test_a_storage_subscription_is_silent_when_the_value_stays(client: Client) -> None:
    with client.socket() as socket:
        client.write([["0xabce", "0x01"]])
        socket.result("state_subscribeStorage", ["0xabce"])
        socket.update()
        client.write([["0xabce", "0x01"]])
        client.write([["0xabce", "0x02"]])
        assert socket.update()["params"]["result"]["changes"] == [["0xabce", "0x02"]]


def test_a_subscription_without_keys_sends_every_change(client: Client) -> None:
    with client.socket() as socket:
        socket.result("state_subscribeStorage")
        block = client.write([["0xabcf", "0x01"]])
        update = socket.update()["params"]["result"]
        assert update["block"] == block
        assert ["0xabcf", "0x01"] in update["changes"]
        assert len(update["changes"]) > 5
    origin = {"origin": "https://example.com"}
    for name in ("state_subscribeStorage", "state_getPairs", "state_queryStorage", "system_dryRun", "system_peers"):
        params = {"state_subscribeStorage": [], "state_getPairs": ["0x"], "state_queryStorage": [[], NOWHERE]}
        assert client.ask(name, *params.get(name, ["0x"]), **origin)["error"]["message"] == (
            "RPC call is unsafe to be called externally"
        )
    assert "state_getPairs" not in client.ask("rpc_methods", **origin)["result"]["methods"]


def test_a_storage_subscription_tells_when_blocks_are_taken_back(client: Client) -> None:
    number = client.node.view.best_number
    with client.socket() as socket:
        socket.result("state_subscribeStorage", ["0xabd0"])
        socket.update()
        client.write([["0xabd0", "0x01"]])
        assert socket.update()["params"]["result"]["changes"] == [["0xabd0", "0x01"]]
        back = client.result("dev_setHead", number)
        assert socket.update()["params"]["result"] == {"block": back, "changes": [["0xabd0", None]]}
        client.write([["0xabd0", "0x01"]])
        assert socket.update()["params"]["result"]["changes"] == [["0xabd0", "0x01"]]


def test_the_runtime_version_is_sent_once(client: Client) -> None:
    with client.socket() as socket:
        name = socket.result("state_subscribeRuntimeVersion")
        assert socket.update() == {
            "jsonrpc": "2.0",
            "method": "state_runtimeVersion",
            "params": {"subscription": name, "result": client.result("state_getRuntimeVersion")},
        }
        assert socket.result("state_unsubscribeRuntimeVersion", name) is True


def test_pruned_state_is_said_to_be_discarded() -> None:
    with running() as client:
        client.result("dev_newBlock", 5)
        old = client.result("chain_getBlockHash", 1)
        client.node.view.store.prune(2)

        expected = (4003, f"Client error: UnknownBlock: State already discarded for {old}", None)
        assert client.error("state_getStorage", NUMBER_KEY, old) == expected
        assert client.error("state_getKeysPaged", "0x", 1, None, old) == expected
        assert client.error("state_call", "AuraApi_authorities", "0x", old) == expected
        assert client.error("state_getReadProof", [NUMBER_KEY], old) == expected
        assert client.result("chain_getHeader", old)["number"] == "0x1"
