"""The official client in its blocking form, closed completely after use."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import bittensor


@contextmanager
def blocking_client(endpoint: str, **options: Any) -> Generator[Any]:
    """Yield a connected `bittensor.Subtensor`; nothing of it is left afterwards.

    The client's own `close` gives up after five seconds. It can need them under Python 3.11, where `asyncio.wait_for`
    forgets that it was cancelled if a frame arrives in the same moment, and then tasks and a socket stay behind.
    """
    client: Any = bittensor.Subtensor(endpoint, **options)
    try:
        with client:
            yield client
    finally:
        _finish(client._loop._loop)  # noqa: SLF001  the client leaves its event loop open and has no name for it


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what still waits in a stopped loop until nothing does, and close the loop."""
    while tasks := asyncio.all_tasks(loop):
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.wait(tasks))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
