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

    wallet_name: Annotated[str, Meta(description="Wallet (coldkey), or WALLET/HOTKEY; BT_WALLET says it too.")] = (
        "default"
    )
    hotkey: Annotated[str, Meta(description="Hotkey of the wallet that signs; BT_WALLET_HOTKEY says it too.")] = (
        "default"
    )
    wallet_path: Annotated[Path, Meta(description="Folder of the wallets; BT_WALLET_PATH says it too.")] = Path(
        DEFAULT_WALLET_PATH
    )
    hotkey_password_file: Annotated[
        Path | None, Meta(description="File with the password of a locked hotkey, for starts without a terminal.")
    ] = None
    netuid: Annotated[int, Meta(ge=0, le=65_535, description="Subnet number.")] = 1
    network: Annotated[
        str, Meta(description="Network: finney, test, local, or a ws:// address; BT_NETWORK says it too.")
    ] = DEFAULT_NETWORK
    json: Annotated[bool, Meta(description="Log JSON, one object a line.")] = False
    log_level: Annotated[
        Level, Meta(description="How much to tell: failures from warning, rounds from info, every answer from debug.")
    ] = Level.info

    def __post_init__(self) -> None:
        if not self.network.startswith(("ws://", "wss://")) and self.network not in bittensor.settings.NETWORKS:
            known = ", ".join(bittensor.settings.NETWORKS)
            raise ValueError(f"--network {self.network!r} is neither a ws:// address nor one of {known}")

    @property
    def endpoint(self) -> str:
        """Return the address that the network's name stands for, as the official client has it."""
        return bittensor.settings.resolve_endpoint(self.network)[1]

    @property
    def is_local(self) -> bool:
        """Tell whether the network is a node on this machine."""
        return urllib.parse.urlsplit(self.endpoint).hostname in ("127.0.0.1", "localhost", "::1")

    @property
    def is_public(self) -> bool:
        """Tell whether the network is one of those that the official client knows by name, and not this machine's."""
        return not self.is_local and bittensor.settings.resolve_endpoint(self.network)[0] in bittensor.settings.NETWORKS


def open_chain(identity: Identity, log: Log) -> Chain:
    """Unlock the hotkey, once, and return a connection that opens when first used."""
    try:
        wallet = bittensor.Wallet(identity.wallet_name, identity.hotkey, str(identity.wallet_path))
    except ValueError as error:  # a malformed WALLET/HOTKEY
        raise NeuronFailure(f"--wallet-name {identity.wallet_name}: {error}") from error
    file = Path(wallet.path).expanduser() / wallet.name / "hotkeys" / wallet.hotkey_str
    if not file.is_file():
        raise NeuronFailure(
            f"no hotkey at {file}: create it with `btcli -w {wallet.name} -H {wallet.hotkey_str} "
            f"--wallet-path {wallet.path} wallet new-hotkey`"
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


async def reach(chain: Chain, identity: Identity) -> None:
    """Connect once and fail if there is no node; later on, a neuron waits for a node that went away."""
    network, endpoint = identity.network, identity.endpoint
    place = network if network == endpoint else f"{network} ({endpoint})"
    advice = (
        "is `taonet up` running?" if identity.is_local else "see --network, and whether this machine gets out there"
    )
    try:
        await attempt(chain, _nothing)
    except TimeoutError as error:
        raise NeuronFailure(f"no answer from {place} within {CALL_SECONDS:g} s: {advice}") from error
    except (RpcConnectionError, OSError) as error:
        raise NeuronFailure(f"cannot reach a node at {place}: {error}; {advice}") from error


async def _nothing(client: object) -> None:
    del client
