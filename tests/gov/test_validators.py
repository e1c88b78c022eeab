"""Validators vote for those who stake with them, and those choose whether they follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bittensor.keyfiles import Keypair
from tests.gov.conftest import Gov

from taonet.crypto.ss58 import encode
from taonet.gov.chain import Chain
from taonet.gov.sending import send
from taonet.sim import named_pair

Told = Callable[..., dict[str, Any]]

HOTKEY = encode(named_pair("validator of bob").public)


def test_a_validator_votes_for_others_and_takes_it_back(gov: Gov, told: Told, chain: Chain) -> None:
    signed = ("--uri", "//Bob", "--yes")
    told("propose", "System.remark(remark=0x01)", "--track", "wish_for_change", "--uri", "//Dave", "--yes")
    chain.refresh()
    index = chain.get("Referenda", "ReferendumCount") - 1
    code, said = gov("validator-vote", HOTKEY, str(index), "aye", *signed)
    assert code == 1
    assert "ValidatorVotes.NotOwner" in said

    chain.refresh()
    call = chain.described.read_call(f"SubtensorModule.try_associate_hotkey(hotkey={HOTKEY})")
    assert send(chain, chain.described.encode_call(call), Keypair.create_from_uri("//Bob")).ok
    told("validator-vote", HOTKEY, str(index), "nay", *signed)
    assert told("validator", HOTKEY) == {
        "hotkey": HOTKEY, "stake": 0, "claimed": 0, "votes": [{"index": index, "side": "nay"}],
    }  # fmt: skip
    assert f"#{index}  nay" in gov("validator", HOTKEY)[1]
    told("validator-refresh", HOTKEY, "--uri", "//Dave", "--yes")
    told("validator-remove", HOTKEY, str(index), *signed)
    assert told("validator", HOTKEY)["votes"] == []


def test_a_holder_chooses_whether_its_stake_follows(gov: Gov, told: Told, chain: Chain) -> None:
    told("speak", "--uri", "//Eve", "--yes")
    code, said = gov("speak", "--uri", "//Eve", "--yes")
    assert (code, "ValidatorVotes.NothingToDo" in said) == (1, True)
    told("follow", "--uri", "//Eve", "--yes")

    chain.refresh()
    assert not chain.get("ValidatorVotes", "Speakers", chain.account("//Eve"))["by_choice"]
