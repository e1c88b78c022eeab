"""Asking by the older way, as a dendrite of SDK 9 and 10 does, so that miners with an old axon are asked too."""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic

import httpx
import msgspec
from bittensor.http_auth import AuthError
from bittensor.signing import Signer
from msgspec import NODEFAULT, Struct

from taonet.neuron.market import AnswerT, Protocol, Reply, TaskT
from taonet.neuron.messages import BadMessage, encode
from taonet.neuron.wire import synapse as older
from taonet.neuron.wire.synapse import AXON, BODY_HASH, DENDRITE, INPUT, End, Synapse

_UUID: Final = str(uuid.uuid1())
"""Of this process: an axon remembers the last nonce for each."""


@dataclass(frozen=True)
class DendriteQuestion(Generic[TaskT, AnswerT]):
    """A task on its way to an old axon, and what its reply must fit."""

    protocol: Protocol[TaskT, AnswerT]
    synapse: Synapse
    signer: Signer
    receiver: str
    nonce: int
    timeout: float
    uuid: str = field(default=_UUID)

    @property
    def most_bytes(self) -> int:
        """Return how long the reply may be: it holds the task as well."""
        return self.protocol.max_task_bytes + self.protocol.max_answer_bytes + older.OVERHEAD_BYTES

    def request(self, http: httpx.AsyncClient, task: TaskT, endpoint: str) -> httpx.Request:
        """Return the signed request; raise `Unsendable` for a task that the protocol does not allow."""
        encode(self.protocol.task, task, self.protocol.max_task_bytes)
        fields = older.fields_of(task, self.synapse.task)
        hash_ = older.body_hash(self.synapse.hashed, fields)
        text = older.request_text(self.nonce, self.signer.ss58_address, self.receiver, self.uuid, hash_)
        host, _, port = endpoint.rpartition(":")
        axon = {"ip": host.strip("[]"), "port": int(port), "hotkey": self.receiver}
        dendrite = {
            "ip": "0.0.0.0",  # noqa: S104  no address to listen on: the axon puts in what it sees
            "version": older.VERSION,
            "nonce": self.nonce,
            "uuid": self.uuid,
            "hotkey": self.signer.ss58_address,
            "signature": older.signed(self.signer, text),
        }
        body = msgspec.json.encode(
            {
                "name": self.synapse.name,
                "timeout": self.timeout,
                "total_size": 0,
                "header_size": 0,
                "dendrite": dendrite,
                "axon": axon,
                BODY_HASH: hash_,
                **fields,
            }
        )
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "name": self.synapse.name,
            "timeout": f"{self.timeout:g}",
            **{AXON + name: str(value) for name, value in axon.items()},
            **{DENDRITE + name: str(value) for name, value in dendrite.items()},
            **_examples(type(task), self.synapse, fields),
            "header_size": "0",
            "total_size": str(len(body)),
            BODY_HASH: hash_,
        }
        return http.build_request("POST", f"http://{endpoint}{self.synapse.path}", content=body, headers=headers)

    def reply(self, response: httpx.Response, data: bytes, seconds: float) -> Reply[AnswerT]:
        """Return the answer in a response; raise `AuthError` if another signed it.

        Axons of SDK 9 and 10 sign none of their answers, and those that do sign nonce, hotkeys and uuid and not the body. So
        on this wire nothing says that the answer is the miner's, and the reply has no proof.
        """
        headers = older.once_each((name.lower(), value) for name, value in response.headers.multi_items())
        if AXON + "signature" in headers:
            self._check(older.end_of(headers, AXON))
        body = older.whole_body(data, self.most_bytes)
        answer = older.message_of(self.protocol.answer, self.synapse.answer, body)
        if len(msgspec.json.encode(answer)) > self.protocol.max_answer_bytes:
            raise BadMessage(f"the answer exceeds {self.protocol.max_answer_bytes} bytes")
        return Reply(answer, seconds)

    def _check(self, axon: End) -> None:
        if axon.hotkey != self.receiver:
            raise AuthError("the reply is signed by another hotkey")
        text = older.response_text(axon.nonce, self.signer.ss58_address, self.receiver, axon.uuid)
        older.check_signature(text, axon.signature, self.receiver)


def _examples(kind: type[Struct], synapse: Synapse, fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers from which an axon makes a synapse before it has the body: an empty value of each needed field."""
    places = older.field_names(kind, synapse.task)
    needed = [
        places[one.name] for one in msgspec.structs.fields(kind) if one.default is NODEFAULT is one.default_factory
    ]
    return {
        INPUT + place: base64.b64encode(msgspec.json.encode(type(fields[place])())).decode()
        for place in needed
        if fields[place] is not None
    }
