"""What a miner does with the requests of old dendrites, by what the official SDK 10.5.0 sent."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.e2e.sdk10.sums import SUMS, Sum, Task, add
from tests.unit.neuron.wire.conftest import Message

from taonet.neuron.access import Access
from taonet.neuron.places import DEFAULT_LIMITS, ServerLimits
from taonet.neuron.server import make_app
from taonet.neuron.wire.synapse import response_text
from taonet.testing.neurons import dev_key

ALICE, BOB, MALLORY = dev_key("Alice"), dev_key("Bob"), dev_key("Mallory")
Recorded = list[tuple[Message, Message]]


def _sent(request: Message) -> int:
    return int(request.headers["bt_header_dendrite_nonce"])


def _posted(*requests: Message, late: float = 0.1, answer: Any = add, limits: ServerLimits = DEFAULT_LIMITS) -> Any:
    """Return what a miner says to requests, the given seconds after the first was made."""
    now = _sent(requests[0]) + int(late * 10**9)
    app = make_app(SUMS, answer, signer=BOB, access=Access({ALICE.ss58_address: 5}), limits=limits, now_ns=lambda: now)

    async def scene() -> list[httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://miner") as http:
            return [await http.post("/SumSynapse", content=one.body, headers=one.headers) for one in requests]

    found = asyncio.run(scene())
    return found[0] if len(found) == 1 else found


def _refused(response: httpx.Response, status: int, words: str) -> None:
    assert response.status_code == status, response.text
    assert words in response.json()["message"]
    assert response.headers["bt_header_axon_status_code"] == str(status)
    assert words in response.headers["bt_header_axon_status_message"]


def test_a_recorded_request_is_answered_as_an_axon_does(recorded: Recorded) -> None:
    request, theirs = recorded[0]

    ours = _posted(request)

    body, model = ours.json(), json.loads(theirs.body)
    assert ours.status_code == 200
    assert {name: body[name] for name in ("name", "numbers", "note", "share", "total", "timeout")} == {
        name: model[name] for name in ("name", "numbers", "note", "share", "total", "timeout")
    }
    for name in ("status_code", "status_message", "hotkey"):
        assert ours.headers[f"bt_header_axon_{name}"] == theirs.headers[f"bt_header_axon_{name}"]
        assert body["axon"][name] == model["axon"][name]
    for name in ("nonce", "uuid", "hotkey"):
        assert ours.headers[f"bt_header_dendrite_{name}"] == theirs.headers[f"bt_header_dendrite_{name}"]
    assert ours.headers["computed_body_hash"] == request.headers["computed_body_hash"]
    assert float(ours.headers["bt_header_axon_process_time"]) >= 0


def test_the_answer_carries_the_axons_signature(recorded: Recorded) -> None:
    facts = _posted(recorded[0][0]).json()["axon"]

    text = response_text(facts["nonce"], ALICE.ss58_address, BOB.ss58_address, facts["uuid"])
    assert BOB.verify(text, bytes.fromhex(facts["signature"][2:]))


def test_fields_left_out_are_hashed_as_their_defaults_were(recorded: Recorded) -> None:
    assert _posted(recorded[1][0]).json()["total"] == 5


def test_a_stranger_is_refused(recorded: Recorded) -> None:
    _refused(_posted(recorded[2][0]), 403, "may not give work here")


@pytest.mark.parametrize(
    ("late", "words"), [(13.9, ""), (14.1, "older than the 14s"), (-3.9, ""), (-4.1, "in the future")]
)
def test_a_nonce_is_good_for_four_seconds_and_the_timeout(recorded: Recorded, late: float, words: str) -> None:
    response = _posted(recorded[0][0], late=late)

    if words:
        _refused(response, 401, words)
    else:
        assert response.status_code == 200


def test_a_longer_timeout_is_not_a_longer_life_without_end(recorded: Recorded) -> None:
    request = recorded[0][0]
    patient = replace(request, headers={**request.headers, "timeout": "1e9"})

    _refused(_posted(patient, late=65), 401, "older than the 64s")


def test_a_replay_is_refused(recorded: Recorded) -> None:
    first, second = _posted(recorded[0][0], recorded[0][0])

    assert first.status_code == 200
    _refused(second, 401, "already accepted")


def _with(request: Message, **changes: str | None) -> Message:
    headers = {**request.headers, **{name: value for name, value in changes.items() if value is not None}}
    return replace(
        request, headers={name: value for name, value in headers.items() if changes.get(name, "") is not None}
    )


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"bt_header_dendrite_signature": "0x" + "00" * 64}, 401, "does not verify"),
        ({"bt_header_dendrite_signature": "0x12"}, 401, "malformed"),
        ({"bt_header_dendrite_signature": None}, 401, "missing"),
        ({"bt_header_dendrite_nonce": "+5"}, 401, "malformed"),
        ({"bt_header_dendrite_nonce": "9" * 30}, 401, "malformed"),
        ({"bt_header_dendrite_uuid": "another"}, 401, "does not verify"),
        ({"bt_header_dendrite_uuid": "a b"}, 401, "malformed"),
        ({"bt_header_dendrite_hotkey": BOB.ss58_address}, 403, "may not give work"),
        ({"bt_header_dendrite_version": "7001000"}, 401, "before 7.2"),
        ({"bt_header_dendrite_version": None}, 401, "before 7.2"),
        ({"bt_header_axon_hotkey": MALLORY.ss58_address}, 401, "different receiving"),
        ({"bt_header_axon_hotkey": None}, 401, "different receiving"),
        ({"timeout": "nan"}, 401, "timeout is malformed"),
        ({"timeout": "-1"}, 401, "timeout is malformed"),
        ({"computed_body_hash": "00"}, 401, "does not verify"),
        ({"content-encoding": "gzip"}, 415, "not taken compressed"),
        ({"content-length": "99999999"}, 413, "exceeds"),
    ],
)
def test_what_is_not_as_it_was_signed_is_refused(
    recorded: Recorded, changes: dict[str, str | None], status: int, words: str
) -> None:
    _refused(_posted(_with(recorded[0][0], **changes)), status, words)


@pytest.mark.parametrize(
    ("old", "new", "status", "words"),
    [
        (b"[1, 2, 3]", b"[1, 2, 4]", 401, "not the one whose hash was signed"),
        (b'"share": 0.25', b'"share": 0.5', 401, "not the one whose hash was signed"),
        (b'"share": 0.25', b'"share": NaN', 400, "not a synapse"),
        (b'"share": 0.25', b'"share": 1e999', 400, "not a synapse"),
        (b"[1, 2, 3]", b'"x"', 400, "not a Task"),
        (b"[1, 2, 3]", b"[" * 9_000, 400, "not a synapse"),
    ],
)
def test_another_body_is_refused(recorded: Recorded, old: bytes, new: bytes, status: int, words: str) -> None:
    request = recorded[0][0]
    body = request.body.replace(old, new)
    headers = {**request.headers, "content-length": str(len(body))}

    _refused(_posted(replace(request, body=body, headers=headers)), status, words)


def test_fields_that_the_class_does_not_hash_are_not_covered(recorded: Recorded) -> None:
    """That is the older wire's way, and why a market names what it must not have changed."""
    request = recorded[0][0]
    body = request.body.replace(b'"note": "h\\u00e4"', b'"note": "xxxxxxx"')

    assert body != request.body
    assert _posted(replace(request, body=body)).json()["note"] == "xxxxxxx"


def test_a_failure_of_the_miner_is_told_in_the_headers(recorded: Recorded) -> None:
    async def never(task: Task, caller: str) -> Sum:
        await asyncio.Event().wait()
        return Sum(0)

    _refused(_posted(recorded[0][0], answer=never, limits=ServerLimits(answer_seconds=0.01)), 504, "longer than 0.01 s")
