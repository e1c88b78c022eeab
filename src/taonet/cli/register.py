"""`taonet register pow`: a seat on a subnet for computation instead of TAO."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Annotated, Any, Final, Self

import bittensor
import typer
from bittensor.result import BittensorError
from bittensor.wallet import DEFAULT_WALLET_PATH

from taonet.cli.app import Command, new_group
from taonet.cli.failures import told
from taonet.cli.output import say_error
from taonet.cli.signals import raise_when_stopped
from taonet.neuron.blocking import blocking_client
from taonet.neuron.identity import DEFAULT_NETWORK
from taonet.neuron.market import NeuronFailure
from taonet.neuron.proof_of_work import Search, register_by_work
from taonet.neuron.steps import dev_wallet

app = new_group("Get a seat on a subnet. `btcli subnets register` pays for one; here it is worked for.")

_SHOWN_EVERY: Final = 0.5  # seconds


@app.callback()
def _group() -> None:
    """Get a seat on a subnet."""


@app.command("pow", cls=Command)
def pow_(
    *,
    netuid: Annotated[int, typer.Option("--netuid", min=1, max=65_535, help="The subnet.")] = 1,
    wallet_name: Annotated[str, typer.Option("--wallet-name", help="Wallet (coldkey) that signs.")] = "default",
    hotkey: Annotated[str, typer.Option("--hotkey", help="Hotkey of the wallet that gets the seat.")] = "default",
    wallet_path: Annotated[Path, typer.Option("--wallet-path", help="Folder of the wallets.")] = Path(
        DEFAULT_WALLET_PATH
    ),
    uri: Annotated[
        str | None, typer.Option("--uri", help="A development key such as //Dave in place of a wallet.")
    ] = None,
    network: Annotated[
        str, typer.Option("--network", help="Network: finney, test, local, or a ws:// address.")
    ] = DEFAULT_NETWORK,
    threads: Annotated[
        int | None, typer.Option("--threads", min=1, max=256, help="Threads that search. Default: one a core.")
    ] = None,
    max_seconds: Annotated[float, typer.Option("--max-seconds", min=1, help="Give up after so long.")] = 3_600,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Register a hotkey by proof of work: without TAO, fee or deposit, where the subnet's owner has opened this way."""
    raise_when_stopped()
    with told(say_error, NeuronFailure, BittensorError):
        wallet = _wallet(uri, wallet_name, hotkey, wallet_path)
        with blocking_client(network) as client, _Progress() as progress:
            seat = register_by_work(
                client,
                netuid,
                wallet,
                threads=threads or os.cpu_count() or 1,
                max_seconds=max_seconds,
                report=progress.show,
            )
    search = seat.search
    facts = {
        "netuid": seat.netuid, "uid": seat.uid, "hotkey": seat.hotkey, "block": seat.block, "tries": search.tries,
        "seconds": round(search.seconds, 3), "tries_per_second": round(search.rate), "difficulty": search.difficulty,
    }  # fmt: skip
    text = (
        f"{seat.hotkey} has uid {seat.uid} on subnet {seat.netuid}, after {search.tries:,} tries in "
        f"{search.seconds:,.1f} s ({search.rate:,.0f} a second)"
    )
    typer.echo(json.dumps(facts) if as_json else text)


def _wallet(uri: str | None, name: str, hotkey: str, path: Path) -> Any:
    if uri is not None:
        if not uri.startswith("//"):
            raise typer.BadParameter("a development key begins with //, e.g. //Dave", param_hint="'--uri'")
        return dev_wallet(uri.removeprefix("//"))
    wallet = bittensor.Wallet(name, hotkey, str(path))
    folder = path.expanduser() / name
    for file, make in ((folder / "coldkey", "new-coldkey"), (folder / "hotkeys" / hotkey, "new-hotkey")):
        if not file.is_file():
            raise NeuronFailure(
                f"no key at {file}: create it with `btcli -w {name} -H {hotkey} --wallet-path {path} wallet {make}`"
            )
    try:
        wallet.unlock_coldkey()
    except Exception as error:  # the client's key errors have no common base but Exception
        raise NeuronFailure(f"the coldkey in {folder} cannot be unlocked: {error}") from error
    return wallet


class _Progress:
    """A line on a terminal that is written anew while the search goes on."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._at_terminal = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._at_terminal and self._shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def show(self, search: Search) -> None:
        """Say how the search goes, if a person looks and half a second has passed."""
        now = time.monotonic()
        if not self._at_terminal or now - self._shown < _SHOWN_EVERY:
            return
        self._shown = now
        likely = search.difficulty / search.rate if search.rate else 0.0
        sys.stderr.write(
            f"\r\x1b[2Ksearching {search.tries:,} tries, {search.rate:,.0f}/s, about {likely:,.0f} s on average"
        )
        sys.stderr.flush()
