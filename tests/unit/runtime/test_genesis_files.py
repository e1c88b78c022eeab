"""Genesis files: what they may say, what is refused and where, and that a fair launch begins with nothing."""

from __future__ import annotations

import pytest

from taonet.crypto.ss58 import encode
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.genesis.accounts import DEV_ACCOUNTS
from taonet.runtime.genesis.check import check_genesis
from taonet.runtime.genesis.document import BadGenesis, parse_genesis, rao_of, with_producer
from taonet.runtime.genesis.presets import PRESETS, localnet, preset, preset_text
from taonet.runtime.genesis.types import Consensus, Mechanism
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import REAL_CURVE, Curve, block_emission
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.sim import Chain

SOMEBODY = AccountId(bytes(range(32)))
ADDRESS = encode(SOMEBODY)
HEAD = f'version = 1\nname = "harbour"\nkind = "production"\nproducers = ["{ADDRESS}"]\n'


def test_the_presets_can_be_read_and_nothing_is_wrong_with_them() -> None:
    for name in PRESETS:
        assert preset(name).name == name
    assert check_genesis(localnet()) == []
    assert check_genesis(preset("holders")) == []
    assert check_genesis(preset("fair")) == ["nobody makes blocks: name a producer"]
    named = parse_genesis(with_producer(preset_text("fair"), ADDRESS))
    assert check_genesis(named) == []
    assert named.authorities == (SOMEBODY,)


def test_what_is_left_out_is_as_on_the_real_chain() -> None:
    genesis = parse_genesis(HEAD)
    assert (genesis.symbol, genesis.curve, genesis.block_milliseconds) == ("TAO", REAL_CURVE, 12_000)
    assert (genesis.balances, genesis.subnets, genesis.storage, genesis.sudo) == ({}, (), {}, None)


def test_amounts_are_whole_numbers_or_texts_with_nine_decimals() -> None:
    assert rao_of(1_000, "x") == 1_000 * RAO_PER_TAO
    assert rao_of("1_000.5", "x") == 1_000_500_000_000
    assert rao_of("0.000000001", "x") == 1
    for bad in ("", "1.", ".5", "1e9", "-1", -1, "0.0000000001", "1,5", True, "99999999999999"):
        with pytest.raises(BadGenesis, match=r"^x: "):
            rao_of(bad, "x")


@pytest.mark.parametrize(("text", "said"), [
    ("not toml", "not TOML"),
    ("", "version"),
    (HEAD.replace("version = 1", "version = 2"), "version"),
    (HEAD.replace("harbour", "har/bour"), "name"),
    (HEAD.replace("harbour", ".."), "name"),
    (HEAD.replace("production", "secret"), "kind"),
    (HEAD + "colour = 1\n", "colour"),
    (HEAD + '[token]\nsymbol = "T A O"\n', "token.symbol"),
    (HEAD + "[token]\ncap = 0\n", "token.cap"),
    (HEAD + "[token]\ncap = 1\nhalving = 1_000_000_000\n", "token"),
    (HEAD + "[time]\nblock_milliseconds = 0\n", "time.block_milliseconds"),
    (HEAD + "[time]\nblock_milliseconds = nan\n", "time.block_milliseconds"),
    (HEAD.replace(ADDRESS, ADDRESS[:-1]), "producers[0]"),
    (HEAD.replace(ADDRESS, encode(SOMEBODY, 0)), "producers[0]"),
    (HEAD + '[[account]]\naddress = "x"\nbalance = 1\n', "account[0].address"),
    (HEAD + f'[[account]]\naddress = "{ADDRESS}"\nbalance = 1.5\n', "account[0].balance"),
    (HEAD + f'[[account]]\naddress = "{ADDRESS}"\nbalance = 1\n' * 2, "account[1]"),
    (HEAD + "[[subnet]]\nnetuid = 0\n", "subnet[0].netuid"),
    (HEAD + "[[subnet]]\nnetuid = 1\nmechanism = 'odd'\n", "subnet[0].mechanism"),
    (HEAD + "[[subnet]]\nnetuid = 1\ndeveloper = true\ntempo = 5\n", "subnet[0]"),
    (HEAD + '[storage]\n"Nowhere.Nothing" = 1\n', "Nowhere.Nothing"),
    (HEAD + '[storage]\n"SubtensorModule.Tempo" = 1\n', "SubtensorModule.Tempo"),
    (HEAD + '[storage]\n"SubtensorModule.SubnetLimit" = "many"\n', "SubtensorModule.SubnetLimit"),
    (HEAD + "x = " + "[" * 2_000 + "]" * 2_000, ""),
])  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(BadGenesis) as caught:
        parse_genesis(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("more", "said"), [
    (f'[[account]]\naddress = "{encode(DEV_ACCOUNTS["Alice"])}"\nbalance = 1\n', "//Alice"),
    (f'[[account]]\naddress = "{ADDRESS}"\nbalance = "0.000000001"\n', "at least"),
    (f'[token]\ncap = 10\nhalving = 1\n[[account]]\naddress = "{ADDRESS}"\nbalance = 11\n', "never be more"),
    ("[[subnet]]\nnetuid = 1\n", "no price"),
    ("[[subnet]]\nnetuid = 1\npool_tao = 1\npool_alpha = 1\nseats = 257\n", "Yuma"),
    ("[[subnet]]\nnetuid = 1\npool_tao = 1\npool_alpha = 1\nseats = 3\n", "validators"),
    ("[[subnet]]\nnetuid = 1\npool_tao = 1\npool_alpha = 1\n" * 2, "twice"),
    (f'[[subnet]]\nnetuid = 1\npool_tao = 1\npool_alpha = 1\nowner = "{ADDRESS}"\n', "go together"),
    ("[[subnet]]\nnetuid = 1\nmechanism = 'stable'\npool_tao = 1\n", "no pool"),
    ("[[subnet]]\nnetuid = 1\ndeveloper = true\n", "development networks"),
])  # fmt: skip
def test_what_can_be_read_but_makes_no_sense_is_named(more: str, said: str) -> None:
    assert any(said in fault for fault in check_genesis(parse_genesis(HEAD + more)))


def test_a_development_key_makes_no_blocks_in_production() -> None:
    alice = encode(DEV_ACCOUNTS["Alice"])
    text = HEAD.replace(ADDRESS, alice)
    assert any("//Alice" in fault for fault in check_genesis(parse_genesis(text)))
    assert check_genesis(parse_genesis(text.replace('"production"', '"development"'))) == []


def test_values_of_storage_items_are_written_by_name() -> None:
    text = HEAD + '[storage]\n"SubtensorModule.SubnetLimit" = 3\n[storage."SubtensorModule.Tempo"]\n0 = 33\n'
    chain = Chain(parse_genesis(text), keep_root=False)
    assert Hyperparameters.Tempo.get(chain.s, ROOT) == 33
    assert Subnets.SubnetLimit.get(chain.s) == 3


def test_a_subnet_of_the_file_is_one_with_its_values() -> None:
    owned = (
        f'[[subnet]]\nnetuid = 7\ntempo = 12\nseats = 9\nvalidators = 2\npool_tao = 5\npool_alpha = "2.5"\n'
        f'owner = "{ADDRESS}"\nowner_hotkey = "{encode(AccountId(bytes([7]) * 32))}"\ndifficulty = 3\n'
    )
    with Chain(parse_genesis(HEAD + owned), keep_root=False) as chain:
        chain.blocks(30)
        netuid = NetUid(7)
        assert Hyperparameters.Tempo.get(chain.s, netuid) == 12
        assert Hyperparameters.Difficulty.get(chain.s, netuid) == 3
        assert Subnets.SubnetOwner.get(chain.s, netuid) == SOMEBODY
        assert Subnets.SubnetworkN.get(chain.s, netuid) == 1


def test_a_curve_of_ones_own_issues_what_it_says() -> None:
    text = HEAD + "[token]\ncap = 1_000\nhalving = 50\n"
    with Chain(parse_genesis(text + FAIR_SUBNET), keep_root=False) as chain:
        curve = curve_of(chain.s)
        assert curve == Curve(1_000 * RAO_PER_TAO, 10 * RAO_PER_TAO)
        assert curve.blocks_to_half == 50
        emitted = [block_emission(issued * RAO_PER_TAO, curve) for issued in (0, 499, 500, 750, 999, 1_000)]
        assert [one / RAO_PER_TAO for one in emitted] == [10, 10, 5, 2.5, 10 / 512, 0]
        chain.blocks(120)
        assert Staking.TotalIssuance.get(chain.s) == (500 + 50 * 5 + 20 * 2.5) * RAO_PER_TAO


FAIR_SUBNET = '[[subnet]]\nnetuid = 1\nmechanism = "stable"\nconsensus = "null"\n'


def test_the_fair_launch_is_a_stable_subnet_under_null_consensus() -> None:
    (subnet,) = preset("fair").subnets
    assert (subnet.mechanism, subnet.consensus, subnet.owner) == (Mechanism.stable, Consensus.null, None)
