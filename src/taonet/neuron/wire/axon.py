"""The older way as a miner takes it: what an axon of SDK 9 and 10 does for the dendrites of old validators.

Stricter than the original where that costs no honest dendrite anything: one header per name, a nonce that is a time (as since
7.2) neither too old nor in the future, each taken once, the `timeout` bounded, no body beyond its limit.
"""

import math
import uuid
from collections.abc import Mapping
from typing import Any, Final, Generic, final

import msgspec
from bittensor.http_auth import BadSignature, MalformedAuth, NonceStore, ReplayedRequest, StaleRequest, WrongReceiver
from bittensor.signing import Signer

from taonet.neuron.market import AnswerT, Protocol, TaskT
from taonet.neuron.messages import decode
from taonet.neuron.wire import synapse as older
from taonet.neuron.wire.port import RawHeaders, Sealed
from taonet.neuron.wire.synapse import AXON, BODY_HASH, DENDRITE, End, Synapse

DELTA_SECONDS: Final = 4.0
"""How old a nonce may be beyond its request's timeout, and how far ahead a clock may go."""
LONGEST_TIMEOUT: Final = 60.0
RETENTION: Final = 2 * (LONGEST_TIMEOUT + 2 * DELTA_SECONDS)
_MESSAGE_CHARACTERS: Final = 200


@final
class AxonWire(Generic[TaskT, AnswerT]):
    """Requests of old dendrites, answered as an old axon does."""

    streams = False

    def __init__(self, protocol: Protocol[TaskT, AnswerT], synapse: Synapse, signer: Signer, store: NonceStore) -> None:
        self.path = synapse.path
        self.most_bytes = protocol.max_task_bytes + protocol.max_answer_bytes + older.OVERHEAD_BYTES
        self.protocol = protocol
        self.synapse = synapse
        self.signer = signer
        self.store = store
        self.uuid = str(uuid.uuid4())

    def read(self, headers: RawHeaders) -> "_Request[TaskT, AnswerT]":
        """Return the request that the headers announce."""
        found = older.once_each((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)
        return _Request(self, older.end_of(found, DENDRITE), found)

    def refusal(self, incoming: object, status: int, reason: str) -> Sealed:
        """Return the reason as an old axon gives it, in the body and in the headers."""
        del incoming
        message = _in_a_header(reason)
        return self.facts({"status_code": status, "status_message": message}), msgspec.json.encode({"message": message})

    def facts(self, more: Mapping[str, object]) -> dict[str, str]:
        """Return this axon's headers."""
        own = {"version": older.VERSION, "uuid": self.uuid, "hotkey": self.signer.ss58_address, **more}
        return {"name": self.synapse.name, **{AXON + name: str(value) for name, value in own.items()}}


@final
class _Request(Generic[TaskT, AnswerT]):
    def __init__(self, wire: AxonWire[TaskT, AnswerT], dendrite: End, headers: Mapping[str, str]) -> None:
        self._wire = wire
        self._dendrite = dendrite
        self._headers = headers
        self._fields: dict[str, Any] = {}
        self._came_ns = 0
        self.hotkey = dendrite.hotkey
        self._timeout = _timeout_of(headers.get("timeout", ""))
        if _int_of(headers.get(DENDRITE + "version", "")) < older.OLDEST_VERSION:
            raise MalformedAuth(f"{DENDRITE}version is missing or before 7.2, whose nonces are no times")

    def verify(self, body: bytes, now_ns: int) -> None:
        del body
        self._came_ns = now_ns
        own = self._wire.signer.ss58_address
        if self._headers.get(AXON + "hotkey") != own:
            raise WrongReceiver("request was signed for a different receiving hotkey")
        age = (now_ns - self._dendrite.nonce) / 1e9
        if age > DELTA_SECONDS + self._timeout:
            raise StaleRequest(f"nonce is older than the {DELTA_SECONDS + self._timeout:g}s freshness window")
        if age < -DELTA_SECONDS:
            raise StaleRequest(f"nonce is more than {DELTA_SECONDS:g}s in the future")
        text = older.request_text(
            self._dendrite.nonce, self.hotkey, own, self._dendrite.uuid, self._headers.get(BODY_HASH, "")
        )
        older.check_signature(text, self._dendrite.signature, self.hotkey)
        if not self._wire.store.check_and_store(self.hotkey, self._dendrite.nonce):
            raise ReplayedRequest("this nonce was already accepted from this hotkey")

    def task(self, body: bytes) -> TaskT:
        synapse, kind = self._wire.synapse, self._wire.protocol.task
        given = older.whole_body(body, self._wire.most_bytes)
        task = older.message_of(kind, synapse.task, given)
        self._fields = older.fields_of(task, synapse.task)
        # A field that was left out is hashed as such, whatever default stands for it here.
        hashed = {place: value if given.get(place) is not None else None for place, value in self._fields.items()}
        if older.body_hash(synapse.hashed, hashed) != self._headers.get(BODY_HASH):
            raise BadSignature("the body is not the one whose hash was signed")
        return task

    def seal(self, answer: bytes, now_ns: int) -> Sealed:
        wire, own = self._wire, self._wire.signer.ss58_address
        made = decode(wire.protocol.answer, answer, wire.protocol.max_answer_bytes)
        text = older.response_text(now_ns, self.hotkey, own, wire.uuid)
        axon = {
            "nonce": now_ns,
            "signature": older.signed(wire.signer, text),
            "status_code": 200,
            "status_message": "Success",
            "process_time": (now_ns - self._came_ns) / 1e9,
        }
        dendrite = {"hotkey": self.hotkey, "nonce": self._dendrite.nonce, "uuid": self._dendrite.uuid}
        computed = self._headers.get(BODY_HASH, "")
        body = {
            "name": wire.synapse.name,
            "timeout": self._timeout,
            "dendrite": dendrite,
            "axon": {"version": older.VERSION, "uuid": wire.uuid, "hotkey": own, **axon},
            BODY_HASH: computed,
            **self._fields,
            **older.fields_of(made, wire.synapse.answer),
        }
        headers = {**wire.facts(axon), **{DENDRITE + name: str(value) for name, value in dendrite.items()}}
        return {**headers, "timeout": f"{self._timeout:g}", BODY_HASH: computed}, msgspec.json.encode(body)


def _timeout_of(text: str) -> float:
    """Return a request's timeout in bounds; an absent one is none at all."""
    try:
        seconds = float(text) if text not in ("", "None") else 0.0
    except ValueError as error:
        raise MalformedAuth("timeout is malformed") from error
    if not math.isfinite(seconds) or seconds < 0:
        raise MalformedAuth("timeout is malformed")
    return min(seconds, LONGEST_TIMEOUT)


def _int_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else 0


def _in_a_header(text: str) -> str:
    return "".join(one if one.isascii() and one.isprintable() else "?" for one in text)[:_MESSAGE_CHARACTERS]
