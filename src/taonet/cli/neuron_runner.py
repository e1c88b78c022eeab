"""Runs a neuron for its command: unlock the hotkey, connect, run, stop, report.

Exit codes are those of every command, see `taonet.cli.main`.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvloop
from bittensor.result import BittensorError

from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.cli.signals import Stop, stop_signals
from taonet.neuron.chain import Chain, NotThere
from taonet.neuron.identity import Identity, open_chain, reach
from taonet.neuron.log import Log, from_level, json_log, line_log
from taonet.neuron.market import NeuronFailure

_EXPECTED: Final = (NeuronFailure, NotThere, BittensorError)


def run_neuron(identity: Identity, work: Callable[[Chain], Awaitable[None]]) -> None:
    """Unlock the hotkey, connect, and run until the neuron ends, fails or is stopped by a signal."""
    log = from_level(json_log() if identity.json else line_log(), identity.log_level)

    def prepare() -> Awaitable[None]:
        chain = open_chain(identity, log)  # may ask for a password, which an event loop must not wait for
        return _connected(chain, identity, work)

    run_until_stopped(prepare, log, as_json=identity.json)


async def _connected(chain: Chain, identity: Identity, work: Callable[[Chain], Awaitable[None]]) -> None:
    await reach(chain, identity)
    await work(chain)


def run_until_stopped(prepare: Callable[[], Awaitable[None]], log: Log, *, as_json: bool) -> None:
    """Run a prepared neuron until it ends, fails or is stopped by a signal."""

    def tell(message: str) -> None:
        if as_json:
            log("error", message=message)
        say_error(message)

    with told(tell, *_EXPECTED):
        work = prepare()
        with stop_signals() as stop:
            uvloop.run(_until_stopped(work, log, stop))
    log("stopped")


async def _until_stopped(work: Awaitable[None], log: Log, stop: Stop) -> None:
    """Run work; a stop signal cancels it and is a clean end."""
    loop = asyncio.get_running_loop()
    # The client's background task fails with its node; the call that was awaited has already reported why.
    loop.set_exception_handler(lambda _, context: log("background", reason=_reason(context)))
    running = asyncio.ensure_future(work)
    stop.then(lambda: loop.call_soon_threadsafe(running.cancel))
    with contextlib.suppress(asyncio.CancelledError):
        await running


def _reason(context: dict[str, Any]) -> str:
    error = context.get("exception")
    return f"{context['message']}: {type(error).__name__}: {error}" if error else str(context["message"])
