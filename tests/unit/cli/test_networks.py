"""The same command line for every network: the official client's variables, wallets and names, and what is refused there."""

import json
import os
from pathlib import Path
from typing import Any

import bittensor
import pytest
from bittensor.settings import NETWORKS
from typer.testing import CliRunner

from taonet.cli import neurons
from taonet.cli.commands import build
from taonet.environment import without_settings
from taonet.neuron.chain import Chain
from taonet.neuron.identity import Identity, open_chain
from taonet.neuron.log import silent_log
from taonet.neuron.market import NeuronFailure
from taonet.neuron.settings import ValidatorSettings
from taonet.testing.neurons import dev_key

TEXT = "taonet.markets.text"
NOBODY = "ws://127.0.0.1:9"
OUTSIDE = ("--host", "0.0.0.0", "--external-ip", "8.8.8.8")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Identity]:
    """The identities with which neurons would have started."""
    seen: list[Identity] = []
    monkeypatch.setattr(neurons, "run_neuron", lambda identity, _: seen.append(identity))
    monkeypatch.setattr("taonet.cli.config.default_place", lambda: tmp_path / "config.toml")
    for name in [one for one in os.environ if one.startswith(("BT_", "TAONET_"))]:
        monkeypatch.delenv(name)
    return seen


def run(*words: str, side: str = "validator", **environment: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        build(side), [side, "run", TEXT, *words], env={"COLUMNS": "400", "TAONET_LOG_LEVEL": "error", **environment}
    )
    return result.exit_code, result.output


def test_network_and_wallet_come_from_the_official_client_s_variables(started: list[Identity]) -> None:
    code, said = run(
        BT_NETWORK="test", BT_WALLET="cold", BT_WALLET_NAME="older", BT_WALLET_HOTKEY="hot", BT_WALLET_PATH="/w"
    )
    run(BT_WALLET_NAME="older")
    run()

    assert (code, said) == (0, "")
    assert (started[0].network, started[0].wallet_name, started[0].hotkey) == ("test", "cold", "hot")
    assert started[0].wallet_path == Path("/w")
    assert started[1].wallet_name == "older"
    assert started[2].network == NETWORKS["local"] == "ws://127.0.0.1:9944"
    assert started[2].wallet_path == Path.home() / ".bittensor" / "wallets"


def test_a_flag_and_our_variables_count_before_them_and_they_before_the_file(
    started: list[Identity], tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text('network = "archive"\n')
    run()
    run(BT_NETWORK="finney")
    run(BT_NETWORK="finney", TAONET_NETWORK="test")
    run(BT_NETWORK="finney", TAONET_NETWORK="test", TAONET_VALIDATOR_RUN_NETWORK="devnet")
    run("--network", NOBODY, BT_NETWORK="finney", TAONET_NETWORK="test")

    assert [one.network for one in started] == ["archive", "finney", "test", "devnet", NOBODY]


def test_programs_that_we_start_ourselves_do_not_see_them() -> None:
    clean = without_settings({"BT_NETWORK": "finney", "BT_WALLET": "a", "BT_WALLET_PASSWORD": "kept", "PATH": "/bin"})

    assert clean == {"BT_WALLET_PASSWORD": "kept", "PATH": "/bin", "TAONET_CONFIG": "/dev/null"}


@pytest.mark.parametrize(
    ("network", "endpoint", "local", "public"),
    [
        ("finney", "wss://entrypoint-finney.opentensor.ai:443", False, True),
        ("test", "wss://test.finney.opentensor.ai:443", False, True),
        ("wss://entrypoint-finney.opentensor.ai:443", "wss://entrypoint-finney.opentensor.ai:443", False, True),
        ("local", "ws://127.0.0.1:9944", True, False),
        ("ws://[::1]:9944", "ws://[::1]:9944", True, False),
        ("ws://10.0.0.5:9944", "ws://10.0.0.5:9944", False, False),
    ],
)
def test_a_network_s_name_stands_for_the_official_client_s_address(
    network: str, endpoint: str, local: bool, public: bool
) -> None:
    identity = Identity(network=network)

    assert (identity.endpoint, identity.is_local, identity.is_public) == (endpoint, local, public)


def test_a_local_network_that_stands_elsewhere_is_not_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        NETWORKS, "local", "ws://10.0.0.5:9944"
    )  # what BT_CHAIN_ENDPOINT does when the client is imported

    assert not Identity(network="local").is_local


@pytest.mark.parametrize(("network", "expected"), [("finney", False), ("ws://10.0.0.5:1", False), (NOBODY, True)])
def test_a_validator_calls_private_addresses_only_where_the_node_is_on_its_machine(
    network: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool | None] = []

    async def note(_: Chain, __: Any, settings: ValidatorSettings, ___: Any, *, address: str) -> None:
        given.append(settings.allow_local)

    def at_once(identity: Identity, work: Any) -> None:
        coroutine = work(Chain(lambda: None, identity.netuid, dev_key("validator")))  # type: ignore[arg-type]
        with pytest.raises(StopIteration):
            coroutine.send(None)

    monkeypatch.setattr(neurons, "run_validator", note)
    monkeypatch.setattr(neurons, "run_neuron", at_once)

    assert run("--network", network)[0] == 0
    assert given == [expected]


@pytest.mark.parametrize(
    ("network", "words", "taken"),
    [
        ("finney", (), False),
        ("finney", ("--host", "10.1.2.3"), False),
        ("finney", ("--external-ip", "192.168.1.2"), False),
        ("finney", OUTSIDE, True),
        ("finney", ("--no-publish",), True),
        ("ws://10.0.0.5:9944", (), False),
        ("ws://10.0.0.5:9944", ("--host", "10.1.2.3"), True),
        ("local", (), True),
    ],
)
def test_no_miner_publishes_an_address_that_validators_there_cannot_reach(
    started: list[Identity], network: str, words: tuple[str, ...], taken: bool
) -> None:
    code, said = run("--network", network, *words, side="miner")

    assert code == (0 if taken else 2)
    assert bool(started) == taken
    assert taken or ("--external-ip" in said and f"validators of {network} cannot reach" in said)


@pytest.mark.parametrize("address", ["miner.example.com", "localhost", "256.1.1.1", "8.8.8.8:80"])
def test_what_is_published_is_a_number(started: list[Identity], address: str) -> None:
    code, said = run("--external-ip", address, side="miner")

    assert code == 2
    assert f"--external-ip {address}: the chain takes no such address" in said
    assert started == []


def test_a_neuron_asks_for_a_permit_unless_told_otherwise(started: list[Identity]) -> None:
    assert neurons.MinerSettings().need_permit
    assert run("--no-need-permit", side="miner")[0] == 0


@pytest.mark.parametrize(
    ("network", "said"), [(NOBODY, "is `taonet up` running?"), ("finney", "no answer, or refused")]
)
def test_a_network_that_is_not_there_is_named_with_its_address(
    tmp_path: Path, network: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bittensor.Wallet("me", "hot", str(tmp_path)).create_new_hotkey(suppress=True)
    if network == "finney":
        monkeypatch.setitem(NETWORKS, "finney", "ws://127.0.0.2:9")  # nobody there either, and not this machine's name
        monkeypatch.setitem(bittensor.settings.FALLBACK_ENDPOINTS, "finney", [])
        monkeypatch.setitem(bittensor.settings.ARCHIVE_ENDPOINTS, "finney", [])
        said = "cannot reach a node at finney (ws://127.0.0.2:9)"
    code, text = run("--wallet-path", str(tmp_path), BT_NETWORK=network, BT_WALLET="me/hot")

    assert code == 1
    assert said in text


def test_no_neuron_opens_a_coldkey(tmp_path: Path) -> None:
    wallet = bittensor.Wallet("me", "hot", str(tmp_path))
    wallet.create_new_coldkey(suppress=True, coldkey_password="nobody knows it")
    wallet.create_new_hotkey(suppress=True)
    (tmp_path / "me" / "coldkey").chmod(0)
    chain = open_chain(Identity(wallet_name="me", hotkey="hot", wallet_path=tmp_path), silent_log)

    assert chain.signer.ss58_address == json.loads((tmp_path / "me/hotkeys/hotpub.txt").read_text())["ss58Address"]


def test_wallet_and_hotkey_in_one_word_are_read_as_the_official_client_reads_them(tmp_path: Path) -> None:
    bittensor.Wallet("me", "hot", str(tmp_path)).create_new_hotkey(suppress=True)
    chain = open_chain(Identity(wallet_name="me/hot", wallet_path=tmp_path), silent_log)

    assert chain.signer.ss58_address.startswith("5")
    with pytest.raises(NeuronFailure, match=r"--wallet-name me/hot: .*not both"):
        open_chain(Identity(wallet_name="me/hot", hotkey="other", wallet_path=tmp_path), silent_log)
