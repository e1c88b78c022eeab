"""Stopping a command by a signal."""

from __future__ import annotations

import signal
from collections.abc import Callable

import anyio


async def stop_on_signal(stop: Callable[[], object]) -> None:
    """Call `stop` at the first Ctrl-C or termination signal and ignore further ones, until cancelled."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        await anext(aiter(signals))
        stop()
        await anyio.sleep_forever()
