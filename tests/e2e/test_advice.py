"""What the neurons' errors advise is done here, to the letter, and it helps."""

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import bittensor as bt
from tests.e2e.accounts import ALICE

from taonet.testing.node import RunningNode

MARKET = str(Path(__file__).parents[2] / "examples" / "sum_market.py")
ADVICE = re.compile(r"`(btcli [^`]+)`")
FLAG = re.compile(r"(--[a-z-]+) (\d+)$", re.MULTILINE)


def _neuron(side: str, node: RunningNode, wallets: Path, *words: str) -> tuple[int, str]:
    common = ["--wallet-name", "me", "--hotkey", "new", "--wallet-path", str(wallets), "--netuid", "1"]
    command = [
        sys.executable,
        "-m",
        "taonet.cli.main",
        side,
        "run",
        MARKET,
        *common,
        "--network",
        node.websocket,
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def _follow(advice: str, node: RunningNode, wallets: Path) -> None:
    """Run the advised command, in a shell that is set up for this chain and wallet, and confirm what it asks."""
    program, *rest = shlex.split(advice)
    home = {"BT_NETWORK": node.websocket, "BT_WALLET": "me", "BT_WALLET_HOTKEY": "new", "BT_WALLET_PATH": str(wallets)}
    command = [str(Path(sys.executable).parent / program), "-y", *rest]
    done = subprocess.run(command, env=os.environ | home, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_neuron_is_led_from_error_to_error_until_it_runs(node: RunningNode, tmp_path: Path) -> None:
    bt.Wallet("me", "new", str(tmp_path)).coldkey_file.set_keypair(ALICE.coldkey, encrypt=False)
    bt.Wallet("me", "new", str(tmp_path)).coldkeypub_file.set_keypair(ALICE.coldkey, encrypt=False)

    code, no_key = _neuron("validator", node, tmp_path, "--rounds", "1", "--round-seconds", "0")
    assert (code, "no hotkey at" in no_key) == (1, True)
    _follow(ADVICE.findall(no_key)[0], node, tmp_path)

    code, no_seat = _neuron("validator", node, tmp_path, "--rounds", "1", "--round-seconds", "0")
    assert (code, "is not registered on subnet 1" in no_seat) == (1, True)
    _follow(ADVICE.findall(no_seat)[0], node, tmp_path)

    taken = socket.create_server(("127.0.0.1", 0))
    rest = ("--rounds", "1", "--round-seconds", "0", "--metrics-port")
    code, no_port = _neuron("validator", node, tmp_path, *rest, str(taken.getsockname()[1]))
    taken.close()
    assert (code, "the port is taken" in no_port) == (1, True)
    ((flag, port),) = FLAG.findall(no_port)
    assert flag == "--metrics-port"

    code, done = _neuron("validator", node, tmp_path, *rest, port)
    assert code == 0, done
    assert "no weights" in done
