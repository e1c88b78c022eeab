"""The options that every neuron has (network, subnet, wallet, hotkey), and the connection that they open."""

import os
import sys
import urllib.parse
from pathlib import Path
from typing import Annotated, Final, cast

import bittensor
from bittensor.keyfiles import Keyfile
from bittensor.result import RpcConnectionError
from bittensor.signing import Signer
from bittensor.wallet import DEFAULT_WALLET_PATH
from msgspec import Meta, Struct

from taonet.lines import Level
from taonet.neuron.chain import CALL_SECONDS, Chain, attempt, connector
from taonet.neuron.log import Log
from taonet.neuron.market import NeuronFailure

DEFAULT_NETWORK: Final = "ws://127.0.0.1:9944"


class Identity(Struct, frozen=True, kw_only=True):
    """The options that every neuron has."""

    wallet_name: Annotated[str, Meta(description="Wallet (coldkey).")] = "default"
    hotkey: Annotated[str, Meta(description="Hotkey of the wallet that signs.")] = "default"
    wallet_path: Annotated[Path, Meta(description="Folder of the wallets.")] = Path(DEFAULT_WALLET_PATH)
    hotkey_password_file: Annotated[
        Path | None, Meta(description="File with the password of a locked hotkey, for starts without a terminal.")
    ] = None
    netuid: Annotated[int, Meta(ge=0, le=65_535, description="Subnet number.")] = 1
    network: Annotated[str, Meta(description="Network name or ws:// endpoint.")] = DEFAULT_NETWORK
    json: Annotated[bool, Meta(description="Log JSON, one object a line.")] = False
    log_level: Annotated[
        Level, Meta(description="How much to tell: failures from warning, rounds from info, every answer from debug.")
    ] = Level.info

    def __post_init__(self) -> None:
        if not self.network.startswith(("ws://", "wss://")) and self.network not in bittensor.settings.NETWORKS:
            known = ", ".join(bittensor.settings.NETWORKS)
            raise ValueError(f"--network {self.network!r} is neither a ws:// address nor one of {known}")

    @property
    def is_local(self) -> bool:
        """Tell whether the network is a node on this machine."""
        host = urllib.parse.urlsplit(self.network).hostname
        return self.network == "local" or host in ("127.0.0.1", "localhost", "::1")


def open_chain(identity: Identity, log: Log) -> Chain:
    """Unlock the hotkey, once, and return a connection that opens when first used."""
    wallet = bittensor.Wallet(identity.wallet_name, identity.hotkey, str(identity.wallet_path))
    file = identity.wallet_path.expanduser() / identity.wallet_name / "hotkeys" / identity.hotkey
    if not file.is_file():
        raise NeuronFailure(
            f"no hotkey at {file}: create it with `btcli -w {identity.wallet_name} -H {identity.hotkey} "
            f"--wallet-path {identity.wallet_path} wallet new-hotkey`"
        )
    signer = _unlocked(wallet.hotkey_file, file, identity.hotkey_password_file)
    return Chain(connector(identity.network), identity.netuid, signer, log=log)


def _unlocked(keyfile: Keyfile, file: Path, password_file: Path | None) -> Signer:
    """Return the key in a file, with the password from a file, from the client's variable, or typed."""
    password = None if password_file is None else _password_in(password_file)
    variable = keyfile.env_var_name()
    if keyfile.is_encrypted() and not password and variable not in os.environ and not sys.stdin.isatty():
        raise NeuronFailure(
            f"the hotkey {file} is locked: start on a terminal and type its password, "
            "or save it in a file and name that with --hotkey-password-file"
        )
    try:
        return cast("Signer", keyfile.get_keypair(password))
    # The client's key errors (wrong password, damaged file) come from a compiled
    # module and have no common base but Exception.
    except Exception as error:
        hint = (
            f" ({variable} must hold what the client's `save_password_to_env` wrote, which is not the plain password; "
            "save that in a file and name it with --hotkey-password-file)"
            if variable in os.environ and not password
            else ""
        )
        raise NeuronFailure(f"the hotkey {file} cannot be unlocked: {error}{hint}") from error


def _password_in(file: Path) -> str:
    try:
        return file.expanduser().read_text().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NeuronFailure(f"cannot read --hotkey-password-file {file}: {error}") from error


async def reach(chain: Chain, network: str) -> None:
    """Connect once and fail if there is no node; later on, a neuron waits for a node that went away."""
    try:
        await attempt(chain, _nothing)
    except TimeoutError as error:
        raise NeuronFailure(f"no answer from {network} within {CALL_SECONDS:g} s") from error
    except (RpcConnectionError, OSError) as error:
        raise NeuronFailure(f"cannot reach a node at {network}: {error}") from error


async def _nothing(client: object) -> None:
    del client
