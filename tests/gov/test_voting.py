"""Votes through `taonet gov`: cast, changed, delegated, taken back and unlocked; and who signs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import bittensor as bt
import pytest
from bittensor.keyfiles import Keypair
from tests.gov.conftest import Gov, reject

from taonet.gov.chain import Chain
from taonet.gov.referenda import referendum

Told = Callable[..., dict[str, Any]]
TAO = 10**9


@pytest.fixture
def index(told: Told) -> int:
    """A referendum of its own."""
    call = "AdminUtils.sudo_set_tempo(netuid=1, tempo=99)"
    return told("propose", call, "--track", "network_parameters", "--uri", "//Dave", "--yes", "--anyway")["index"]


def test_a_vote_is_cast_changed_and_taken_back(told: Told, gov: Gov, chain: Chain, index: int) -> None:
    told("vote", str(index), "aye", "--amount", "10tao", "--conviction", "2", "--uri", "//Eve", "-y")
    assert told("show", str(index))["standing"]["ayes"] == 20 * TAO
    assert f"#{index}: aye with 10tao at 2x" in " ".join(gov("account", "//Eve")[1].split())

    told("vote", str(index), "split", "--aye", "1tao", "--nay", "2tao", "--abstain", "3tao", "--uri", "//Eve", "-y")
    standing = told("show", str(index))["standing"]
    assert (standing["ayes"], standing["nays"], standing["support"]) == (TAO // 10, TAO // 5, 4 * TAO)

    told("remove-vote", str(index), "--uri", "//Eve", "-y")
    assert told("show", str(index))["standing"]["support"] == 0
    assert "has no vote on referendum" in gov("remove-vote", str(index), "--uri", "//Eve", "-y")[1]


def test_a_delegation_is_given_shown_and_ended(told: Told, gov: Gov, chain: Chain) -> None:
    told("delegate", "root", "//Ferdie", "--amount", "7tao", "--conviction", "0", "--uri", "//One", "-y")
    (position,) = told("account", "//One")["positions"]
    assert position["delegation"]["amount"] == 7 * TAO
    assert told("account", "//Ferdie")["positions"][0]["received_capital"] == 7 * TAO

    told("undelegate", "root", "--uri", "//One", "-y")
    told("unlock", "root", "--uri", "//One", "-y")
    chain.refresh()
    assert chain.get("ConvictionVoting", "ClassLocksFor", chain.account("//One")) == []
    assert "nothing is locked by votes" in gov("unlock", "--uri", "//One", "-y")[1]


def test_unlocking_removes_votes_on_what_is_over(told: Told, chain: Chain, index: int) -> None:
    told("vote", str(index), "aye", "--amount", "5tao", "--uri", "//Three", "-y")
    reject(chain, index)

    assert told("unlock", "--uri", "//Three", "-y")["steps"] == 2

    chain.refresh()
    assert chain.get("ConvictionVoting", "ClassLocksFor", chain.account("//Three")) == []
    assert referendum(chain, index).state == "rejected"


def test_what_would_be_refused_is_not_sent(gov: Gov, chain: Chain, index: int) -> None:
    nonce = chain.ask("system_accountNextIndex", "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw")

    code, said = gov("vote", str(index), "aye", "--amount", "1_000_000tao", "--uri", "//Eve", "-y")

    assert code == 1
    assert "it would be refused: ConvictionVoting.InsufficientFunds" in said
    assert chain.ask("system_accountNextIndex", "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw") == nonce


@pytest.mark.parametrize(
    "words", [("aye",), ("split", "--amount", "1tao"), ("aye", "--aye", "1tao"), ("maybe", "--amount", "1")]
)
def test_a_vote_that_says_too_little_or_too_much_is_a_wrong_command_line(gov: Gov, words: tuple[str, ...]) -> None:
    assert gov("vote", "0", *words, "--uri", "//Eve", "-y")[0] == 2


def test_an_amount_needs_a_unit(gov: Gov, index: int) -> None:
    assert "write it like 10tao" in gov("vote", str(index), "aye", "--amount", "10", "--uri", "//Eve", "-y")[1]


def test_official_wallets_sign(told: Told, gov: Gov, chain: Chain, index: int, tmp_path: Path) -> None:
    wallet = bt.Wallet("voter", "default", str(tmp_path))
    pair = Keypair.create_from_uri("//Two")
    wallet.coldkey_file.set_keypair(pair, encrypt=False)
    wallet.coldkeypub_file.set_keypair(pair, encrypt=False)
    signed = ("--wallet-name", "voter", "--wallet-path", str(tmp_path), "-y")

    told("vote", str(index), "nay", "--amount", "3tao", *signed)

    assert told("show", str(index))["standing"]["nays"] == 3 * TAO
    assert told("account", *signed[:-1])["positions"] == told("account", "//Two")["positions"]
    assert (
        "no coldkey at" in gov("vote", str(index), "nay", "--amount", "3tao", "--wallet-name", "other", *signed[2:])[1]
    )


def test_the_unit_of_an_amount_is_that_of_the_track(gov: Gov, index: int) -> None:
    code, said = gov("vote", str(index), "aye", "--amount", "5alpha", "--uri", "//Eve", "-y")
    assert (code, "it is tao that counts here, not alpha" in said) == (1, True)

    code, said = gov("delegate", "subnet_1", "//Ferdie", "--amount", "5tao", "--uri", "//Eve", "-y")
    assert (code, "it is alpha that counts here, not tao" in said) == (1, True)


def test_unlocking_what_binds_still_is_not_sent(told: Told, gov: Gov, chain: Chain, index: int) -> None:
    told("vote", str(index), "aye", "--amount", "5tao", "--uri", "//Two", "-y")
    chain.refresh()
    before = chain.head

    code, said = gov("unlock", "--uri", "//Two", "-y")

    assert (code, "nothing can be released now" in said) == (1, True)
    chain.refresh()
    assert chain.head == before
