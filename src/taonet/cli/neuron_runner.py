"""What every neuron command does around its work: unlock, connect, run, stop, report.

Exit codes: 0 after Ctrl-C or when the work is done, 1 for a failure, 2 for a
wrong command line.
"""

import asyncio
import contextlib
import os
import signal
import sys
import urllib.parse
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn, cast

import bittensor
import typer
from bittensor.result import BittensorError, RpcConnectionError
from bittensor.signing import Signer

from taonet.neuron.chain import CALL_SECONDS, Chain, NotThere, attempt, connector
from taonet.neuron.log import Log
from taonet.neuron.protocol import BadMessage
from taonet.markets.text.model.errors import ModelError

Work = Callable[[], Coroutine[Any, Any, None]]


class NeuronFailure(Exception):
    """Something outside the command line is missing; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """Which chain, which subnet, whose key."""

    signer: Signer
    netuid: int
    network: str
    log: Log

    def chain(self) -> Chain:
        """Return a connection to be opened when first used."""
        return Chain(connector(self.network), self.netuid, self.signer, log=self.log)


def is_local(network: str) -> bool:
    """Tell whether a network is a node on this machine."""
    if network == "local":
        return True
    return urllib.parse.urlsplit(network).hostname in ("127.0.0.1", "localhost", "::1")


def open_place(wallet_name: str, hotkey: str, wallet_path: Path, netuid: int, network: str, log: Log) -> Place:
    """Unlock the hotkey, once; the key itself signs from here on."""
    if not network.startswith(("ws://", "wss://")) and network not in bittensor.settings.NETWORKS:
        raise typer.BadParameter(f"unknown network {network!r}: use a name such as `local` or a ws:// endpoint")
    wallet = bittensor.Wallet(wallet_name, hotkey, str(wallet_path))
    file = Path(wallet_path).expanduser() / wallet_name / "hotkeys" / hotkey
    if not file.is_file():
        raise NeuronFailure(f"no hotkey at {file}: create it with `btcli wallet new-hotkey`")
    keyfile = wallet.hotkey_file
    asks = keyfile.is_encrypted() and keyfile.env_var_name() not in os.environ
    if asks and not sys.stdin.isatty():
        raise NeuronFailure(
            f"the hotkey {file} is locked: start on a terminal and type its password, "
            f"or save it in {keyfile.env_var_name()}"
        )
    try:
        return Place(cast("Signer", wallet.hotkey), netuid, network, log)
    # The client's key errors (wrong password, damaged file) come from a compiled
    # module and have no common base but Exception.
    except Exception as error:
        raise NeuronFailure(f"the hotkey {file} cannot be unlocked: {error}") from error


async def reach(chain: Chain, network: str) -> None:
    """Connect once; a node that is not there at the start is an error, later it is weather."""
    try:
        await attempt(chain, _nothing)
    except TimeoutError as error:
        raise NeuronFailure(f"no answer from {network} within {CALL_SECONDS:g} s") from error
    except (RpcConnectionError, OSError) as error:
        raise NeuronFailure(f"cannot reach a node at {network}: {error}") from error


async def _nothing(client: object) -> None:
    del client


_EXPECTED: Final = (NeuronFailure, NotThere, ModelError, BittensorError, BadMessage, OSError)


def run_neuron(prepare: Callable[[], Work], log: Log, *, as_json: bool) -> None:
    """Run a neuron until it ends, fails or is told to stop."""
    try:
        asyncio.run(_until_signal(prepare(), log))
    except _EXPECTED as error:
        _fail(log, str(error), as_json=as_json)
    except KeyboardInterrupt:  # where signals cannot be handled in the loop
        pass
    except BaseExceptionGroup as group:
        _fail(log, _expected_in(group), as_json=as_json)
    log("stopped")


def _expected_in(group: BaseExceptionGroup[BaseException]) -> str:
    """Return what a task group failed of; a bug among it is raised as it is."""
    _, bugs = group.split((*_EXPECTED, asyncio.CancelledError))
    if bugs is not None:
        raise group
    leaves = [error for error in _leaves(group) if not isinstance(error, asyncio.CancelledError)]
    return "; ".join(str(error) for error in leaves) or "cancelled"


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    leaves: list[BaseException] = []
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            leaves += _leaves(cast("BaseExceptionGroup[BaseException]", error))
        else:
            leaves.append(error)
    return leaves


def _fail(log: Log, message: str, *, as_json: bool) -> NoReturn:
    if as_json:
        log("error", message=message)
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(1)


async def _until_signal(work: Callable[[], Awaitable[None]], log: Log) -> None:
    """Run work; Ctrl-C or a termination signal cancels it and is a clean end."""
    loop = asyncio.get_running_loop()
    # The client's own background task dies with its node; what we awaited already told why.
    loop.set_exception_handler(lambda _, context: log("background", reason=_reason(context)))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    async def wait_for_stop(victim: "asyncio.Task[None]") -> None:
        await stop.wait()
        victim.cancel()

    async def run_work() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await work()

    async with asyncio.TaskGroup() as group:
        running = group.create_task(run_work())
        watching = group.create_task(wait_for_stop(running))
        await asyncio.wait([running])
        watching.cancel()


def _reason(context: dict[str, Any]) -> str:
    error = context.get("exception")
    return f"{context['message']}: {type(error).__name__}: {error}" if error else str(context["message"])
