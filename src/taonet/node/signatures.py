"""Signatures checked in a second process while many transactions arrive: the library holds this one's only lock.

The helper is a shortcut and decides nothing: a signature that it found good is remembered as good, and the transaction
then goes the way of all others, on which any other signature is checked here. So nothing is lost when there is no helper,
when it dies and when it hangs.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from typing import Any, Final, cast, final

from taonet.environment import without_settings
from taonet.node.signature_helper import job
from taonet.runtime.signers import Sr25519
from taonet.runtime.transaction import pipeline
from taonet.runtime.transaction.pipeline import Claim

LOG = logging.getLogger("taonet.signatures")

BUSY: Final = 500
"""Transactions since the last block from which on a helper is worth its memory."""
MOST_AT_A_TIME: Final = 2_048
"""Signatures that the helper may owe; beyond, they are checked here, and who sends them waits."""
MOST_BYTES: Final = 4_096
"""Longer transactions are checked here: beside their size a check is nothing, and those that wait are held in memory."""
PATIENCE_SECONDS: Final = 2.0
"""A helper that answers nothing for so long, though it has something to do, is ended."""


@final
class Later:
    """An answer that comes as soon as its signature is checked; `work` gives it. Cheaper than a task, and on this thread."""

    __slots__ = ("_ready", "_use", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self._ready = False
        self._use: Callable[[Any], None] | None = None

    def ready(self) -> None:
        """Work it out, or do so as soon as somebody wants it."""
        self._ready = True
        if self._use is not None:
            self._use(self.work())

    def then(self, use: Callable[[Any], None]) -> None:
        """Hand the answer to `use`, now or later."""
        self._use = use
        if self._ready:
            use(self.work())

    async def wait(self) -> Any:
        """Wait for the answer."""
        answer = asyncio.get_running_loop().create_future()
        self.then(lambda value: None if answer.cancelled() else answer.set_result(value))
        return await answer


@final
class Signatures(asyncio.Protocol):
    """The helper of one node: started when there is much to do, ended with the node. Lives on the event loop's thread."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-m", "taonet.node.signature_helper")) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._starting: asyncio.Task[None] | None = None
        self._link: asyncio.Transport | None = None
        self._owed: deque[tuple[bytes, Later]] = deque()
        self._jobs: list[bytes] = []
        self._arrived = 0
        self._answered = self._seen = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def process_id(self) -> int | None:
        """Return the helper's process, None while there is none."""
        return None if self._process is None else self._process.pid

    @property
    def is_ready(self) -> bool:
        """Tell whether there is a helper to give work to."""
        return self._link is not None

    @property
    def checked(self) -> int:
        """Return how many signatures the helper has checked."""
        return self._answered

    def block_made(self) -> None:
        """Count what arrives from now on."""
        self._arrived = 0

    def takes(self) -> bool:
        """Count a transaction that arrives, start the helper when they are many, and tell whether it takes this one."""
        self._arrived += 1
        if self._arrived == BUSY and self._starting is None and _cores() > 1:
            self._starting = asyncio.get_running_loop().create_task(self._start())
        return self._link is not None and len(self._owed) < MOST_AT_A_TIME

    def check(self, claim: Claim, work: Callable[[], Any]) -> Any:
        """Let the helper check a signature and return what `work` gives after that; at once where it is not worth it."""
        signature = claim.transaction.signature.signature
        is_small = claim.extrinsic.length <= MOST_BYTES
        if not is_small or not isinstance(signature, Sr25519) or pipeline.is_known_good(claim):
            return work()
        later = Later(work)
        self._owed.append((claim.proof, later))
        if not self._jobs:
            asyncio.get_running_loop().call_soon(self._send)
        self._jobs.append(job(signature.signature, claim.payload(), claim.transaction.who))
        return later

    def _send(self) -> None:
        jobs, self._jobs = self._jobs, []
        if self._link is not None and jobs:
            self._link.write(b"".join(jobs))
            self._watch()

    async def _start(self) -> None:
        mine, its = socket.socketpair()
        mine.setblocking(False)  # noqa: FBT003  the only parameter
        try:
            with its:
                self._process = _started(self._command, its)
        except OSError as error:
            mine.close()
            LOG.warning("no helper for signatures could be started: %s. They are checked here", error)
            return
        await asyncio.get_running_loop().create_unix_connection(lambda: self, sock=mine)
        LOG.info("many transactions arrive: process %d checks signatures", self._process.pid)

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take jobs from now on."""
        self._link = cast("asyncio.Transport", transport)  # uvloop's derives from nothing

    def data_received(self, data: bytes) -> None:
        """Go on with the transactions whose signatures were checked."""
        self._answered += len(data)
        for good in data:
            proof, later = self._owed.popleft()
            if good:
                pipeline.remember_good(proof)
            later.ready()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the loop hands it over
        """Check here what the helper still owes."""
        if self._link is not None:
            self._link = None
            LOG.warning("the helper for signatures is gone; they are checked here")
        self._end()

    def _watch(self) -> None:
        if self._timer is None:
            self._seen = self._answered
            self._timer = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._owed and self._seen == self._answered and self._link is not None:
            LOG.warning("the helper for signatures hangs and is ended")
            self._link.abort()
        elif self._owed:
            self._watch()

    # Its end

    def close(self) -> None:
        """End the helper; what it owes is checked here."""
        link, self._link = self._link, None
        if self._starting is not None:
            self._starting.cancel()
        if link is not None:
            link.abort()
        self._end()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._jobs.clear()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        while self._owed:
            self._owed.popleft()[1].ready()


def _started(command: tuple[str, ...], link: socket.socket) -> subprocess.Popen[bytes]:
    """Start a program with `link` as its input, in a session of its own: what ends it is the end of the link."""
    return subprocess.Popen(  # noqa: S603  our own interpreter with our own module
        command, stdin=link.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=without_settings(os.environ), start_new_session=True,
    )  # fmt: skip


def _cores() -> int:
    return len(os.sched_getaffinity(0))
