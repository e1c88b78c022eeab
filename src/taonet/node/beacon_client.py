"""Fetching pulses of a real beacon over HTTP, for the author to put into its blocks.

Several endpoints may be named; each round is asked of one after the other until one gives a pulse that the chain's own key finds
good. Nothing that an endpoint says is trusted, and an endpoint that is slow, dead or talks nonsense costs a wait and a warning.

Source: pallets/drand/src/lib.rs fetch_drand_pulse_and_send_unsigned
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, final

import anyio
import httpx
import msgspec

from taonet.crypto import beacon
from taonet.node.chain.author import BlockAuthor
from taonet.node.chain.machine import Machine
from taonet.runtime.pallets.drand.offline import is_offline
from taonet.runtime.pallets.drand.storage import HTTP_FETCH_TIMEOUT
from taonet.runtime.pallets.drand.storage import Storage as Drand
from taonet.runtime.pallets.drand.types import BeaconConfiguration, Pulse

MOST_AT_ONCE: Final = 50
"""Rounds that are fetched and not in a block yet; more wait at the beacon, so that none is lost."""
MOST_BYTES: Final = 16_384
_Bytes = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-fA-F]{2})*$", max_length=288)]
_SECONDS: Final = HTTP_FETCH_TIMEOUT / 1_000


@final
class Answer(msgspec.Struct, frozen=True):
    """A round as an endpoint of drand gives it; what else it says is not read."""

    round: Annotated[int, msgspec.Meta(ge=1, le=(1 << 63) - 1)]
    signature: _Bytes


@final
class BeaconClient:
    """Brings the rounds of the chain's beacon to an author, in their order and without gaps."""

    def __init__(
        self,
        machine: Machine,
        author: BlockAuthor,
        endpoints: Sequence[str],
        warn: Callable[[str], object],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Fetch from `endpoints`, addresses such as `https://api.drand.sh`; `warn` gets a line when none answers."""
        self._machine = machine
        self._author = author
        self._endpoints = [one.rstrip("/") for one in endpoints]
        self._warn = warn
        self._transport = transport
        self._reachable = True

    async def run(self) -> None:
        """Fetch for ever, as often as there are rounds."""
        async with httpx.AsyncClient(timeout=_SECONDS, transport=self._transport) as http:
            while True:
                config = Drand.BeaconConfig.get(self._machine.state())
                if is_offline(config):
                    return
                told = await self.fetch(http, config)
                if told is not self._reachable:
                    self._reachable = told
                    self._warn("the beacon answers again" if told else f"no pulse from {', '.join(self._endpoints)}")
                await anyio.sleep(max(config.period, 1))

    async def fetch(self, http: httpx.AsyncClient, config: BeaconConfiguration) -> bool:
        """Bring what is new, and tell whether an endpoint answered. The first round on a chain is the newest."""
        latest = await self._ask(http, config, "latest")
        if latest is None:
            return False
        stored = Drand.LastStoredRound.get(self._machine.state())
        last = max(stored, self._author.last_offered)
        first = last + 1 if last else latest.round
        room = MOST_AT_ONCE - self._author.offered_after(stored)
        for number in range(first, min(latest.round, first + room - 1) + 1):
            pulse = latest if number == latest.round else await self._ask(http, config, str(number))
            if pulse is None or pulse.round != number:
                return False
            self._author.offer(pulse)
        return True

    async def _ask(self, http: httpx.AsyncClient, config: BeaconConfiguration, which: str) -> Pulse | None:
        for endpoint in self._endpoints:
            answer = await _get(http, f"{endpoint}/{config.hash.hex()}/public/{which}")
            pulse = None if answer is None else await anyio.to_thread.run_sync(_good, config.public_key, answer)
            if pulse is not None:
                return pulse
        return None


async def _get(http: httpx.AsyncClient, url: str) -> Answer | None:
    """Return an endpoint's answer, or None when there is none that can be read."""
    try:
        async with http.stream("GET", url) as reply:
            if not reply.is_success:
                return None
            body = bytearray()
            async for part in reply.aiter_bytes():
                body += part
                if len(body) > MOST_BYTES:
                    return None
        return msgspec.json.decode(body, type=Answer)
    except (httpx.HTTPError, httpx.InvalidURL, msgspec.DecodeError):
        return None


def _good(public_key: bytes, answer: Answer) -> Pulse | None:
    """Return an answer as a pulse if the beacon signed it."""
    signature = bytes.fromhex(answer.signature)
    try:
        if beacon.verify(public_key, answer.round, signature):
            return Pulse(answer.round, beacon.randomness(signature), signature)
    except beacon.NotAPoint:
        pass
    return None
