"""`btauth/1` as a miner takes it: the headers of `taonet.neuron.signing`, the body as it is."""

from typing import Generic, final

import msgspec
from bittensor.http_auth import NonceStore
from bittensor.signing import Signer

from taonet.neuron.market import AnswerT, Protocol, TaskT
from taonet.neuron.messages import decode
from taonet.neuron.signing import SignedHeaders, read_headers, sign_reply, verify_request
from taonet.neuron.wire.port import RawHeaders, Sealed

_OURS = b"x-bittensor-"


@final
class BtauthWire(Generic[TaskT, AnswerT]):
    """Requests signed as `bittensor.http_auth` does, answered with a signature over the reply."""

    streams = True

    def __init__(self, protocol: Protocol[TaskT, AnswerT], signer: Signer, store: NonceStore) -> None:
        self.path = protocol.path
        self.most_bytes = protocol.max_task_bytes
        self.protocol = protocol
        self.signer = signer
        self.store = store

    def read(self, headers: RawHeaders) -> "_Request[TaskT, AnswerT]":
        """Return the request that the headers announce."""
        ours = [(name.decode(), value.decode("latin-1")) for name, value in headers if name.startswith(_OURS)]
        return _Request(self, read_headers(ours))

    def refusal(self, incoming: object, status: int, reason: str) -> Sealed:
        """Return the reason as JSON."""
        del incoming, status
        return {}, msgspec.json.encode({"error": reason})


@final
class _Request(Generic[TaskT, AnswerT]):
    def __init__(self, wire: BtauthWire[TaskT, AnswerT], headers: SignedHeaders) -> None:
        self._wire = wire
        self._headers = headers
        self.hotkey = headers.claimed_hotkey

    def verify(self, body: bytes, now_ns: int) -> None:
        verify_request(
            self._headers,
            body,
            path=self._wire.path,
            self_hotkey_ss58=self._wire.signer.ss58_address,
            store=self._wire.store,
            now_ns=now_ns,
        )

    def task(self, body: bytes) -> TaskT:
        return decode(self._wire.protocol.task, body, self._wire.most_bytes)

    def seal(self, answer: bytes, now_ns: int) -> Sealed:
        return sign_reply(
            self._wire.signer,
            answer,
            path=self._wire.path,
            request_nonce=self._headers.nonce,
            asker_ss58=self.hotkey,
            now_ns=now_ns,
        ), answer
