"""Runs a neuron for its command: unlock the hotkey, connect, run, stop, report.

Exit codes: 0 after Ctrl-C or when the work is done, 1 for a failure, 2 for a
wrong command line.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, NoReturn

import typer
from bittensor.result import BittensorError

from taonet.cli.failures import reason_in
from taonet.cli.signals import stop_on_signal
from taonet.neuron.chain import Chain, NotThere
from taonet.neuron.identity import Identity, open_chain, reach
from taonet.neuron.log import Log, json_log, line_log
from taonet.neuron.market import NeuronFailure

_EXPECTED: Final = (NeuronFailure, NotThere, BittensorError, OSError)


def run_neuron(identity: Identity, work: Callable[[Chain], Awaitable[None]]) -> None:
    """Unlock the hotkey, connect, and run until the neuron ends, fails or is stopped by a signal."""
    log = json_log() if identity.json else line_log()

    def prepare() -> Awaitable[None]:
        chain = open_chain(identity, log)  # may ask for a password, which an event loop must not wait for
        return _connected(chain, identity, work)

    run_until_stopped(prepare, log, as_json=identity.json)


async def _connected(chain: Chain, identity: Identity, work: Callable[[Chain], Awaitable[None]]) -> None:
    await reach(chain, identity.network)
    await work(chain)


def run_until_stopped(prepare: Callable[[], Awaitable[None]], log: Log, *, as_json: bool) -> None:
    """Run a prepared neuron until it ends, fails or is stopped by a signal."""
    try:
        asyncio.run(_until_signal(prepare(), log))
    except BrokenPipeError:  # typer ends the command quietly
        raise
    except _EXPECTED as error:
        _fail(log, str(error), as_json=as_json)
    except KeyboardInterrupt:  # where signals cannot be handled in the loop
        pass
    except BaseExceptionGroup as group:
        _fail(log, reason_in(group, _EXPECTED), as_json=as_json)
    log("stopped")


def _fail(log: Log, message: str, *, as_json: bool) -> NoReturn:
    if as_json:
        log("error", message=message)
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(1)


async def _until_signal(work: Awaitable[None], log: Log) -> None:
    """Run work; Ctrl-C or a termination signal cancels it and is a clean end."""
    loop = asyncio.get_running_loop()
    # The client's background task fails with its node; the call that was awaited has already reported why.
    loop.set_exception_handler(lambda _, context: log("background", reason=_reason(context)))

    async def run_work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await work

    async with asyncio.TaskGroup() as group:
        running = group.create_task(run_work())
        watching = group.create_task(stop_on_signal(running.cancel))
        await asyncio.wait([running])
        watching.cancel()


def _reason(context: dict[str, Any]) -> str:
    error = context.get("exception")
    return f"{context['message']}: {type(error).__name__}: {error}" if error else str(context["message"])
