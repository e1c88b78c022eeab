"""JSON-RPC itself: frames, ids, batches, notifications, and whatever else somebody may send."""

import json
import random
from collections.abc import Coroutine
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rpc.conftest import ALICE_SS58, NUMBER_KEY, Client

from taonet.node.rpc import answer as envelope
from taonet.node.rpc.answer import begin
from taonet.node.rpc.context import Connection, Context
from taonet.node.rpc.methods import METHODS
from taonet.testing.fuzzing import examples

CHAIN = '"method":"system_chain"'
PARSE_ERROR = {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "Parse error"}}


@pytest.mark.parametrize("identifier", ["0", "1", '"Qz17"', "null", '""', "18446744073709551615", '"\\u00e4\\n"'])
def test_ids_come_back_as_they_were_sent(client: Client, identifier: str) -> None:
    answer = client.post(f'{{"jsonrpc":"2.0","id":{identifier},{CHAIN}}}')

    assert answer.text == f'{{"jsonrpc":"2.0","id":{identifier},"result":"Bittensor"}}'
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("identifier", ["[1]", "{}", "true", "1.5"])
def test_ids_of_other_types_are_refused(client: Client, identifier: str) -> None:
    answer = client.post(f'{{"jsonrpc":"2.0","id":{identifier},{CHAIN}}}').json()

    assert answer["id"] is None
    assert answer["error"]["code"] == -32600


def test_parameters_may_be_absent_null_or_empty(client: Client) -> None:
    for params in ("", ',"params":null', ',"params":[]', ',"params": [ ] '):
        assert client.post(f'{{"jsonrpc":"2.0","id":1,{CHAIN}{params}}}').json()["result"] == "Bittensor"


def test_a_method_without_parameters_does_not_look_at_them(client: Client) -> None:
    for params in ("{}", '{"a":1}', "[1,[2]]", "1", '"x"'):
        assert client.post(f'{{"jsonrpc":"2.0","id":1,{CHAIN},"params":{params}}}').json()["result"] == "Bittensor"


def test_parameters_may_be_named_in_both_spellings(client: Client) -> None:
    page = client.result("state_getKeysPaged", NUMBER_KEY[:34], 2, NUMBER_KEY[:34])
    first = client.result("state_getKeysPaged", None, 2)
    named = {"prefix": NUMBER_KEY[:34], "count": 2, "start_key": NUMBER_KEY[:34]}

    assert client.named("state_getKeysPaged", named)["result"] == page
    assert client.named("state_getKeysPaged", {"startKey": None, "count": 2, "hash": None, "z": 1})["result"] == first
    named["startKey"] = named.pop("start_key")
    assert client.named("state_getKeysPaged", named)["result"] == page
    assert client.named("state_getStorage", {"hash": None})["error"]["data"] == "missing parameter key"
    assert client.named("state_getStorage", {"key": 1})["error"]["data"] == "key: Expected `str | array`, got `int`"
    assert client.named("chain_getBlockHash", {"hash": [0]})["result"] == [client.result("chain_getBlockHash", 0)]


def test_what_a_method_does_not_take_is_not_read(client: Client) -> None:
    value = client.result("state_getStorage", NUMBER_KEY)

    assert client.result("state_getStorage", NUMBER_KEY, None, 5, {"a": []}) == value
    assert client.named("state_getStorage", {"key": NUMBER_KEY, "other": [[]]})["result"] == value
    for params in ("1", '"x"', "true"):
        answer = client.post(f'{{"jsonrpc":"2.0","id":1,"method":"state_getStorage","params":{params}}}').json()
        assert answer["error"]["data"] == "parameters are a list or an object: key, hash"


def test_an_unknown_method(client: Client) -> None:
    assert client.error("no_such") == (-32601, "Method not found", "no_such is no method of this node")
    assert client.error("_private")[0] == -32601
    assert len(client.error("x" * 10_000)[2]) < 200


def test_other_versions_of_json_rpc_are_refused(client: Client) -> None:
    for version in ("", '"jsonrpc":"1.0",', '"jsonrpc":null,', '"jsonrpc":2,'):
        answer = client.post(f'{{{version}"id":7,{CHAIN}}}').json()
        assert answer["error"]["code"] == -32600
        assert answer["id"] == 7


@pytest.mark.parametrize("frame", ["", "{", "nope", '{"jsonrpc":"2.0"', "[", "[1] 2", "\x00", '{"a":1,}'])
def test_what_is_no_json_is_a_parse_error(client: Client, frame: str) -> None:
    assert client.post(frame).json() == PARSE_ERROR


def test_bytes_that_are_no_text_are_a_parse_error(client: Client) -> None:
    assert client.post(b'{"jsonrpc":"2.0","id":1,"method":"\xff"}').json() == PARSE_ERROR
    with client.socket() as socket:
        socket.raw.send(b"\xff\xfe")
        assert json.loads(socket.raw.recv(timeout=20)) == PARSE_ERROR


@pytest.mark.parametrize("frame", ["1", '"x"', "null", "true", '{"id":5}', '{"id":5,"method":3}'])
def test_what_is_no_request_is_invalid(client: Client, frame: str) -> None:
    answer = client.post(frame).json()

    assert answer["error"]["code"] == -32600
    assert answer["id"] == (5 if "5" in frame else None)


@pytest.mark.parametrize("piece", ["[", '{"a":', '[{"a":['])
def test_endless_nesting_is_a_parse_error(client: Client, piece: str) -> None:
    deep = piece * 500_000
    for frame in (deep, f'{{"jsonrpc":"2.0","id":1,"method":"state_getStorage","params":{deep}'):
        assert client.post(frame).json()["error"]["code"] in {-32700, -32007}
    assert client.result("system_chain") == "Bittensor"


def test_a_notification_is_done_and_not_answered(client: Client) -> None:
    height = client.node.view.best_number
    answer = client.post('{"jsonrpc":"2.0","method":"dev_newBlock"}')

    assert (answer.status_code, answer.content) == (200, b"")
    assert client.node.view.best_number == height + 1
    assert client.post('{"jsonrpc":"2.0","method":"no_such"}').content == b""


def test_a_batch_is_answered_in_order(client: Client) -> None:
    answer = client.post(
        f'[{{"jsonrpc":"2.0","id":"a",{CHAIN}}},{{"jsonrpc":"2.0",{CHAIN}}},7,'
        '{"jsonrpc":"2.0","id":2,"method":"state_call","params":["Core_version","0x"]},'
        '{"jsonrpc":"2.0","id":3,"method":"no_such"}]'
    ).json()

    assert [one["id"] for one in answer] == ["a", None, 2, 3]
    assert answer[0]["result"] == "Bittensor"
    assert answer[1]["error"]["code"] == -32600
    assert answer[2]["result"].startswith("0x")
    assert answer[3]["error"]["code"] == -32601


def test_empty_and_long_batches_are_refused(client: Client) -> None:
    assert client.post(" []").json()["error"]["code"] == -32600
    assert client.post("[" + ",".join(["1"] * 1_001) + "]").json()["error"]["code"] == -32010
    assert client.post("[" + ",".join(["1"] * 2_000_000) + "]").json()["error"]["code"] == -32007
    assert client.post(f'[{{"jsonrpc":"2.0",{CHAIN}}}]').content == b""


def test_a_subscription_inside_a_batch_is_answered_first(client: Client) -> None:
    with client.socket() as socket:
        socket.raw.send('[{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}]')
        (answer,) = json.loads(socket.raw.recv(timeout=20))
        update = json.loads(socket.raw.recv(timeout=20))
        assert update["params"]["subscription"] == answer["result"]


def test_binary_frames_are_read_too(client: Client) -> None:
    with client.socket() as socket:
        socket.raw.send(f'{{"jsonrpc":"2.0","id":1,{CHAIN}}}'.encode())
        assert socket.raw.recv(timeout=20) == '{"jsonrpc":"2.0","id":1,"result":"Bittensor"}'


def test_quick_answers_overtake_slow_ones(client: Client) -> None:
    with client.socket() as socket:
        slow = '{"jsonrpc":"2.0","id":"slow","method":"dev_newBlock","params":[20]}'
        quick = f'{{"jsonrpc":"2.0","id":"quick",{CHAIN}}}'
        socket.raw.send(slow)
        socket.raw.send(quick)
        assert json.loads(socket.raw.recv(timeout=20))["id"] == "quick"
        assert json.loads(socket.raw.recv(timeout=20))["id"] == "slow"


def test_a_fault_of_ours_does_not_end_the_connection(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_hash: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(client.node.view, "header", broken)
    with client.socket() as socket:
        error = socket.answer("chain_getHeader")["error"]
        assert (error["code"], error["message"]) == (-32603, "Internal error")
        assert "ZeroDivisionError" not in json.dumps(error)
        assert socket.result("system_chain") == "Bittensor"
    assert "chain_getHeader failed" in caplog.text


def test_an_answer_that_is_too_long_is_an_error(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "MOST_ANSWER_BYTES", 100)

    assert client.error("state_getMetadata")[0] == -32008
    assert client.result("system_chain") == "Bittensor"


READ_ONLY = sorted(name for name in METHODS if not name.startswith(("dev_", "engine_")))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
    | st.just(NUMBER_KEY) | st.just("0x" + "00" * 32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(name=st.sampled_from(READ_ONLY), params=st.lists(VALUES, max_size=4))
@settings(max_examples=examples(200), deadline=None)
def test_no_parameters_are_our_fault(client: Client, name: Any, params: Any) -> None:
    answer = client.ask(name, *params)

    assert answer["id"] == 1
    assert ("result" in answer) != ("error" in answer)
    assert answer.get("error", {}).get("code") != -32603, answer


@given(
    name=st.sampled_from([name for name in READ_ONLY if not METHODS[name].is_async]),
    params=st.lists(VALUES, max_size=3),
    known=st.sampled_from(["nothing", "follower", "block"]),
)
@settings(max_examples=examples(300), deadline=None)
def test_no_parameters_of_a_connection_are_our_fault(client: Client, name: Any, params: Any, known: Any) -> None:
    connection = Connection()
    frame = {"jsonrpc": "2.0", "id": 1, "method": "chainHead_v1_follow", "params": [True]}
    follower = json.loads(cast("bytes", begin(Context(client.node, connection), json.dumps(frame))))["result"]
    block = client.result("chain_getHead")
    first = {"nothing": [], "follower": [follower], "block": [follower, block]}[known]

    reply = begin(Context(client.node, connection), json.dumps(frame | {"method": name, "params": first + params}))
    connection.close()
    if isinstance(reply, bytes):
        answer = json.loads(reply)
        assert ("result" in answer) != ("error" in answer)
        assert answer.get("error", {}).get("code") != -32603, answer
    elif isinstance(reply, Coroutine):
        reply.close()


NAMES = ["key", "keys", "hash", "at", "prefix", "count", "startKey", "block", "bytes", "netuid", "encodedXt", "items"]
GOOD_FRAMES = [
    ("state_getStorage", [NUMBER_KEY]),
    ("state_queryStorageAt", [[NUMBER_KEY]]),
    ("state_getKeysPaged", [NUMBER_KEY[:34], 5, NUMBER_KEY]),
    ("state_getReadProof", [[NUMBER_KEY]]),
    ("state_call", ["AccountNonceApi_account_nonce", "0x" + "11" * 32]),
    ("state_call", ["NeuronInfoRuntimeApi_get_neurons_lite", "0x0100"]),
    ("chain_getBlockHash", [[0, "0x1", 10**10]]),
    ("chain_getBlock", ["0x" + "00" * 32]),
    ("payment_queryInfo", ["0x280402000b40420f00"]),
    ("author_submitExtrinsic", ["0x2804030100"]),
    ("system_accountNextIndex", [ALICE_SS58]),
    ("system_dryRun", ["0x280402000b40420f00"]),
]


@given(
    name=st.sampled_from(READ_ONLY),
    params=st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), VALUES, max_size=4),
)
@settings(max_examples=examples(200), deadline=None)
def test_no_named_parameters_are_our_fault(client: Client, name: Any, params: Any) -> None:
    answer = client.named(name, params)

    assert ("result" in answer) != ("error" in answer)
    assert answer.get("error", {}).get("code") != -32603, answer


@given(chosen=st.sampled_from(GOOD_FRAMES), seed=st.integers(0, (1 << 64) - 1))
@settings(max_examples=examples(200), deadline=None)
def test_no_altered_frame_is_our_fault(client: Client, chosen: Any, seed: Any) -> None:
    chance = random.Random(seed)
    frame = bytearray(json.dumps({"jsonrpc": "2.0", "id": 1, "method": chosen[0], "params": chosen[1]}).encode())
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(frame))
        match chance.randrange(4):
            case 0:
                frame[place] ^= 1 << chance.randrange(8)
            case 1:
                del frame[place : place + chance.randint(1, 4)]
            case 2:
                frame[place:place] = chance.choice([b"0", b"f", b"]", b"[", b'"', b",", b"-", b"e9", b"\xff", b"null"])
            case _:
                frame[place:place] = frame[place : place + 30]

    reply = client.post(bytes(frame))

    assert reply.status_code == 200
    if reply.content:
        answers = reply.json()
        for answer in answers if isinstance(answers, list) else [answers]:
            assert ("result" in answer) != ("error" in answer)
            assert answer.get("error", {}).get("code") != -32603, answer


@given(frame=st.binary(max_size=60) | st.text(max_size=60) | VALUES.map(json.dumps))
@settings(max_examples=examples(200), deadline=None)
def test_no_frame_is_our_fault(client: Client, frame: Any) -> None:
    reply = begin(Context(client.node), frame)

    if isinstance(reply, bytes):
        answers = json.loads(reply)
        for answer in answers if isinstance(answers, list) else [answers]:
            assert answer["error"]["code"] in {-32700, -32600, -32601}
    elif isinstance(reply, Coroutine):
        reply.close()
