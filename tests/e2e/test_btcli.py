"""What a user does at the command line with btcli, unmodified: each command is a process of its own."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest
from tests.e2e.accounts import ALICE, BOB, DAVE, dev_wallet

from taonet.testing.node import RunningNode

pytestmark = pytest.mark.timeout(180)

BTCLI = Path(sys.executable).with_name("btcli")
ANSWER_SECONDS = 60
STRANGER = dev_wallet("stranger of btcli").cold


@dataclass
class CommandLine:
    """btcli against one node, with wallets in a directory of the test."""

    node: RunningNode
    wallets: Path

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(BTCLI), "--network", self.node.websocket, "--wallet-path", str(self.wallets), "--yes", "--json"]
        return subprocess.run(
            [*command, *words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=ANSWER_SECONDS,
            env={**os.environ, **environment},
            check=False,
        )

    def say(self, line: str) -> Any:
        """Run a command that must succeed and return what it printed."""
        done = self.run(*line.split())
        assert done.returncode == 0, (line, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def refusal(self, line: str, **environment: str) -> str:
        """Run a command that must fail and return what it said."""
        done = self.run(*line.split(), **environment)
        assert done.returncode == 1, (line, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def say_all(self, *lines: str) -> list[Any]:
        """Run commands that only read, two at a time."""
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(self.say, lines))


@pytest.fixture(scope="module")
def btcli(node: RunningNode, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Btcli with wallets of //Alice, //Bob and a poor account."""
    folder = tmp_path_factory.mktemp("wallets")
    for name in ("Alice", "Bob", "Poor"):
        keys = dev_wallet(name)
        wallet = bt.Wallet(name.lower(), "default", str(folder))
        wallet.coldkey_file.set_keypair(keys.coldkey, encrypt=False)
        wallet.coldkeypub_file.set_keypair(keys.coldkey, encrypt=False)
        wallet.hotkey_file.set_keypair(keys.hotkey, encrypt=False)
        wallet.hotkeypub_file.set_keypair(keys.hotkey, encrypt=False)
    return CommandLine(node, folder)


def test_an_owner_a_miner_and_a_staker_do_their_day(btcli: CommandLine) -> None:
    made = btcli.say("-w own wallet create --no-password")
    listed = btcli.say("wallet list")
    assert {wallet["coldkey"] for wallet in listed["coldkeys"]} >= {"own", "alice", "bob"}

    transfer = "-w alice wallet transfer --dest own --amount 3000"
    preview = btcli.say(f"--dry-run {transfer}")
    sent = btcli.say(transfer)
    assert preview["ok"]
    assert preview["fee_tao"] == pytest.approx(sent["fee_tao"], abs=2e-9)
    assert btcli.say("-w own wallet balance")["free_tao"] == 3000

    created = btcli.say("-w own subnets create")
    netuid = created["data"]["netuid"]
    assert btcli.say("-w own hparams start --netuid 2")["success"]
    assert btcli.say("-w own hparams set --netuid 2 --name commit_reveal_weights_enabled --value false")["success"]
    registered = btcli.say("-w bob subnets register --netuid 2")
    assert registered["data"]["shielded"]
    assert btcli.say("-w bob misc axon set --netuid 2 --ip 8.8.8.8 --port 8091")["success"]
    added = btcli.say("-w bob stake add --netuid 2 --amount 10 --hotkey bob/default")
    assert added["data"]["shielded"]
    assert btcli.say("-w bob stake remove --netuid 2 --amount 1 --hotkey bob/default")["success"]
    assert btcli.say(
        f"-w bob stake move --origin-hotkey bob/default --origin-netuid 2 "
        f"--dest-hotkey {made_hotkey(btcli)} --dest-netuid 2 --amount 2"
    )["success"]
    give = f"-w bob stake transfer --dest {DAVE.cold} --origin-netuid 2 --dest-netuid 2 --hotkey bob/default --amount 1"
    assert btcli.say(give)["success"]
    assert btcli.say("-w bob root register")["success"]

    subnet, metagraph, hyperparameters, positions, given, subnets = btcli.say_all(
        "subnets show 2",
        "subnets metagraph 2",
        "hparams get --netuid 2",
        "-w bob stake list",
        f"query stake-for-coldkey --coldkey {DAVE.cold}",
        "subnets list",
    )
    assert netuid == subnet["netuid"] == 2
    assert subnet["owner_coldkey"] == made["coldkey_ss58"]
    assert metagraph["hotkeys"] == [made_hotkey(btcli), BOB.hot]
    assert hyperparameters["commit_reveal_weights_enabled"] is False
    assert {(position["hotkey"], position["netuid"]) for position in positions} == {
        (BOB.hot, 2),
        (made_hotkey(btcli), 2),
    }
    assert [position["hotkey"] for position in given] == [BOB.hot]
    assert {row["netuid"]: row["neurons"] for row in subnets} == {0: 1, 1: 1, 2: 2}


def made_hotkey(btcli: CommandLine) -> str:
    return bt.Wallet("own", "default", str(btcli.wallets)).hotkeypub.ss58_address


def test_says_what_is_wrong_and_fails(btcli: CommandLine) -> None:
    bt.Wallet("locked", "default", str(btcli.wallets)).create_new_coldkey(coldkey_password="right", suppress=True)
    cases = {
        f"-w poor wallet transfer --dest {ALICE.cold} --amount 1": "insufficient_balance",
        "subnets show 99": "subnet 99 does not exist",
        "-w alice subnets register --netuid 99": "SubnetNotExists",
        "-w bob hparams set --netuid 1 --name min_allowed_weights --value 1": "BadOrigin",
    }
    # Side by side, so no account acts twice: two processes would take the same nonce.
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(btcli.refusal, cases))
    for text, expected in zip(said, cases.values(), strict=True):
        assert expected in text
    pay = f"-w locked wallet transfer --dest {ALICE.cold} --amount 1"
    assert "wrong password" in btcli.refusal(pay, BT_WALLET_PASSWORD="wrong")
    assert "password" in btcli.refusal(pay)


def test_a_delegate_acts_for_an_account(btcli: CommandLine) -> None:
    assert btcli.say("-w alice proxy add --delegate bob --proxy-type Transfer")["success"]
    pay = f"wallet transfer --dest {STRANGER} --amount 1 --proxy-for alice"
    assert btcli.say(f"-w bob {pay}")["success"]
    held, listed = btcli.say_all(f"query balance --coldkey {STRANGER}", "-w alice proxy list")

    assert held == str(bt.Balance.from_tao(1))
    assert [(one["delegate"], one["proxy_type"]) for one in listed["proxies"]] == [(BOB.cold, "Transfer")]


@pytest.mark.slow
def test_pure_accounts_come_and_go_and_several_sign_together(btcli: CommandLine) -> None:
    pure = btcli.say("-w bob proxy create --proxy-type Any --name vault")["data"]["pure_proxy"]
    assert btcli.say("-w alice wallet transfer --dest vault --amount 3")["success"]
    assert btcli.say("-w bob wallet transfer --dest alice --amount 1 --proxy-for vault")["success"]
    assert "NotProxy" in btcli.refusal("-w alice wallet transfer --dest bob --amount 1 --proxy-for vault")
    assert btcli.say(f"query balance --coldkey {pure}") == str(bt.Balance.from_tao(2))
    assert btcli.say("-w bob proxy kill vault")["success"]
    assert btcli.say(f"proxy list --coldkey {pure}")["proxies"] == []

    account = btcli.say("multisig add pair --threshold 2 --signatory alice --signatory bob")["multisig_address"]
    assert btcli.say(f"-w alice wallet transfer --dest {account} --amount 3")["success"]
    pay = f"-w pair wallet transfer --dest {STRANGER} --amount 1 --signatory"
    assert btcli.say(f"{pay} alice")["success"]
    (pending,) = btcli.say("-w pair multisig pending")["pending_multisigs"]
    assert (pending["approvals_so_far"], pending["remaining_signatories"]) == ([ALICE.cold], [BOB.cold])
    assert btcli.say(f"{pay} bob")["data"]["multisig_followup"]["status"] == "executed"
    assert btcli.say("-w pair multisig pending")["count"] == 0
    assert btcli.say(f"query balance --coldkey {account}") == str(bt.Balance.from_tao(2))
