"""What a validator says to an old axon, and what it makes of the reply, by what the official SDK 10.5.0 said."""

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from bittensor.http_auth import AuthError
from tests.e2e.sdk10.sums import SUMS, Sum, Task
from tests.unit.neuron.wire.conftest import Message

from taonet.neuron.market import Protocol
from taonet.neuron.messages import BadMessage
from taonet.neuron.wire.dendrite import DendriteQuestion
from taonet.neuron.wire.synapse import Synapse, response_text, signed
from taonet.testing.neurons import dev_key

ALICE, BOB = dev_key("Alice"), dev_key("Bob")
Recorded = list[tuple[Message, Message]]
SAME = (
    "name", "timeout", "bt_header_axon_ip", "bt_header_axon_port", "bt_header_axon_hotkey", "bt_header_dendrite_version",
    "bt_header_dendrite_nonce", "bt_header_dendrite_uuid", "bt_header_dendrite_hotkey", "bt_header_input_obj_numbers",
    "computed_body_hash", "content-type",
)  # fmt: skip


def _question(request: Message) -> DendriteQuestion[Task, Sum]:
    """Return the question that the recorded one was."""
    headers = request.headers
    assert SUMS.synapse is not None
    return DendriteQuestion(
        SUMS,
        SUMS.synapse,
        ALICE,
        BOB.ss58_address,
        int(headers["bt_header_dendrite_nonce"]),
        float(headers["timeout"]),
        headers["bt_header_dendrite_uuid"],
    )


@pytest.mark.parametrize(("number", "task"), [(0, Task([1, 2, 3], "hä", 0.25)), (1, Task([5]))])
def test_a_request_is_the_one_that_the_official_dendrite_made(recorded: Recorded, number: int, task: Task) -> None:
    theirs, _ = recorded[number]
    place = f"127.0.0.1:{theirs.headers['bt_header_axon_port']}"

    ours = _question(theirs).request(httpx.AsyncClient(), task, place)

    assert ours.url.path == "/SumSynapse"
    assert {name: ours.headers.get(name) for name in SAME if name != "timeout"} == {
        name: theirs.headers.get(name) for name in SAME if name != "timeout"
    }
    assert float(ours.headers["timeout"]) == float(theirs.headers["timeout"])
    assert {name for name in theirs.headers if name.startswith("bt_")} == {
        name for name in ours.headers if name.startswith("bt_")
    }
    body, model = json.loads(ours.content), json.loads(theirs.body)
    assert {name: body[name] for name in ("name", "timeout", "numbers", "note", "share")} == {
        name: model[name] for name in ("name", "timeout", "numbers", "note", "share")
    }


def _answer(request: Message, body: bytes, headers: dict[str, str]) -> Sum:
    kept = {name: value for name, value in headers.items() if name != "content-length"}
    return _question(request).reply(httpx.Response(200, headers=kept), body, 1.0).answer


def test_a_recorded_response_is_understood(recorded: Recorded) -> None:
    request, response = recorded[0]

    assert _answer(request, response.body, response.headers) == Sum(6)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"total":6', b'"total":null', "missing required field"),
        (b'"total":6', b'"total":"six"', "Expected `int`"),
        (b'"total":6', b'"total":NaN', "not a synapse"),
        (b'"total":6', b'"total":1e999', "not a synapse"),
        (b'"total":6', b'"total":' + b"[" * 10_000, "not a synapse"),
        (b'"total":6', b'"total":6,"more":"' + b"x" * 30_000 + b'"', "the limit is"),
    ],
)
def test_an_answer_of_another_form_is_none(recorded: Recorded, old: bytes, new: bytes, words: str) -> None:
    request, response = recorded[0]

    with pytest.raises(BadMessage, match=words):
        _answer(request, response.body.replace(old, new), response.headers)


def _signature(key: Any, nonce: int = 5, uuid: str = "a-1") -> dict[str, str]:
    text = response_text(nonce, ALICE.ss58_address, BOB.ss58_address, uuid)
    facts = {"nonce": str(nonce), "uuid": uuid, "signature": signed(key, text), "hotkey": BOB.ss58_address}
    return {f"bt_header_axon_{name}": value for name, value in facts.items()}


def test_an_axon_that_signs_must_sign_well(recorded: Recorded) -> None:
    request, response = recorded[0]
    bare = {name: value for name, value in response.headers.items() if not name.startswith("bt_header_axon")}

    assert _answer(request, response.body, bare | _signature(BOB)) == Sum(6)
    with pytest.raises(AuthError, match="does not verify"):
        _answer(request, response.body, bare | _signature(dev_key("Mallory")))
    other = {"bt_header_axon_hotkey": dev_key("Mallory").ss58_address}
    with pytest.raises(AuthError, match="another hotkey"):
        _answer(request, response.body, bare | _signature(BOB) | other)


@pytest.mark.parametrize(
    ("synapse", "words"),
    [
        (Synapse("A"), ""),
        (Synapse("A", task={"x": "y"}), "Task has no field 'x'"),
        (Synapse("A", answer={"value": "note"}), "'note' would stand for two things"),
        (Synapse("A", task={"note": "timeout"}), "'timeout' would stand for two things"),
        (Synapse("A", hashed=("value",)), "'value' is hashed and is no field of a task"),
    ],
)
def test_a_synapse_whose_fields_cannot_be_told_apart_is_refused(synapse: Synapse, words: str) -> None:
    if not words:
        assert replace(SUMS, synapse=synapse).synapse == synapse
        return
    with pytest.raises(ValueError, match=words):
        Protocol("a", Task, Sum, synapse=synapse)


@pytest.mark.parametrize("name", ["", "a/b", "5a", "ü", "x" * 101, "docs", "health", "metrics"])
def test_a_name_that_is_no_class_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a synapse's class"):
        Synapse(name)
