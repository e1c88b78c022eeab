"""A fair launch: at the start nothing is worth anything, and keys that own nothing get a network going."""

from __future__ import annotations

from itertools import count
from typing import Final

import pytest

from taonet.crypto.ss58 import encode
from taonet.primitives.amounts import RAO_PER_TAO
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.document import parse_genesis, with_producer
from taonet.runtime.genesis.presets import preset, preset_text
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import hotkey_of
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls, proof_of_work
from taonet.runtime.pallets.subtensor.staking import remove_calls
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.weights import calls as weight_calls
from taonet.sim import Chain
from taonet.trie import reference_root

MARKET: Final = NetUid(1)
PRODUCER: Final = AccountId(b"\x50" * 32)
VERSION_OF_A_PALLET: Final = bytes.fromhex("4e7b9012096b41c4eb3aaf947f6ea429")
"""The second half of the keys under which pallets keep the versions of their storages."""
NUMBERS_OF_BLOCKS_AND_RULES: Final = frozenset({
    "System.UpgradedToU32RefCount", "System.UpgradedToTripleRefCount", "System.ParentHash", "System.BlockHash",
    "System.LastRuntimeUpgrade", "TransactionPayment.StorageVersion", "TransactionPayment.NextFeeMultiplier",
    "SubtensorModule.Burn", "SubtensorModule.Difficulty", "SubtensorModule.MinDifficulty",  # what a seat costs
    "SubtensorModule.Kappa", "SubtensorModule.NetworksAdded", "SubtensorModule.TotalNetworks",
    "SubtensorModule.SubnetEpochConsensus", "SubtensorModule.SubnetMechanism", "SubtensorModule.TokenSymbol",
    "SubtensorModule.MinAllowedWeights", "SubtensorModule.MaxAllowedValidators", "SubtensorModule.MaxAllowedUids",
    "SubtensorModule.Tempo", "SubtensorModule.OwnerCutEnabled", "SubtensorModule.TargetRegistrationsPerInterval",
    "SubtensorModule.CommitRevealWeightsEnabled", "SubtensorModule.ImmunityPeriod", "SubtensorModule.ActivityCutoff",
    "SubtensorModule.SubnetEmissionEnabled", "SubtensorModule.NetworkRegistrationAllowed",
    "SubtensorModule.NetworkPowRegistrationAllowed", "SubtensorModule.Yuma3On", "SubtensorModule.SubtokenEnabled",
    "SubtensorModule.FirstEmissionBlockNumber",
})  # fmt: skip
"""Items that say how things are done, or what they cost; nobody has any of it."""
NOTHING_YET: Final = frozenset({
    "Balances.TotalIssuance", "SubtensorModule.TotalIssuance", "SubtensorModule.SubnetworkN",
    "SubtensorModule.RegistrationsThisInterval", "SubtensorModule.LastEpochBlock",
})  # fmt: skip
"""Items that count something, of which there is none."""
NOBODY: Final = frozenset({"SubtensorModule.SubnetOwner", "SubtensorModule.SubnetOwnerHotkey"})
"""Items that name somebody, and name nobody."""


@pytest.fixture
def fair() -> Chain:
    return Chain(preset("fair"), keep_root=False)


def test_nothing_in_the_first_state_is_worth_anything() -> None:
    """Read every item. One that nobody has looked at belongs to no set, so that a new pallet's are looked at too."""
    chain = Chain(parse_genesis(with_producer(preset_text("fair"), encode(PRODUCER))), keep_root=False)
    items = {item.prefix: (f"{pallet.name}.{item.name}", item) for pallet in RUNTIME.pallets for item in pallet.storage}
    seen: set[str] = set()
    for key, raw in chain.s.iterate(b""):
        if key in (b":code", b":extrinsic_index") or key[16:] == VERSION_OF_A_PALLET:
            continue
        name, item = items[key[:32]]
        seen.add(name)
        value = item.codec_in(RUNTIME).decode(raw)
        if name == "Aura.Authorities":
            assert value == [PRODUCER]
        elif name in NOBODY:
            assert value == bytes(32)
        elif name in NOTHING_YET:
            assert value == 0
        else:
            assert name in NUMBERS_OF_BLOCKS_AND_RULES, name
        # Nobody is named by any key, and only the producer by a value.
        assert not any(isinstance(part, bytes) and len(part) == 32 for part in item.parts_of(key)), name
        assert name == "Aura.Authorities" or PRODUCER not in raw

    assert seen == NUMBERS_OF_BLOCKS_AND_RULES | NOTHING_YET | NOBODY | {"Aura.Authorities"}


def test_the_first_header_promises_that_state_and_no_other() -> None:
    # What the test above has read is all that the root of block 0 stands for.
    genesis = parse_genesis(with_producer(preset_text("fair"), encode(PRODUCER)))
    chain = Chain(genesis)
    assert chain.head.header.state_root == reference_root(dict(chain.s.iterate(b"")))


def join(chain: Chain, name: str) -> tuple[AccountId, AccountId]:
    """Register a key without funds by proof of work, and return its coldkey and hotkey."""
    cold, hot = chain.account(name, 0), chain.account(f"{name}//hot", 0)
    difficulty = proof_of_work.difficulty_of(chain.s, MARKET)
    for nonce in count():
        work = proof_of_work.seal_of(MARKET, chain.head.hash, hot, cold, nonce)
        if proof_of_work.meets(work, difficulty):
            break
    assert chain.submit(cold, calls.pow_register, MARKET, chain.number, nonce, work, hot).refusal is None
    return cold, hot


def test_keys_that_own_nothing_get_it_going(fair: Chain) -> None:
    Hyperparameters.MinDifficulty.put(fair.s, MARKET, 1)
    Hyperparameters.Difficulty.put(fair.s, MARKET, 1)
    with fair as chain:
        chain.blocks(2)
        first, second, third = (join(chain, name) for name in ("first", "second", "third"))
        chain.blocks(210)
        # Nobody had stake: all miners shared alike. What they earned is stake, and its alpha is worth one TAO each.
        earned = [stake_of(chain.s, hot, cold, MARKET) for cold, hot in (first, second, third)]
        assert min(earned) > 50 * RAO_PER_TAO
        assert max(earned) - min(earned) <= 2

        raters = [uid for uid, may in enumerate(Neurons.ValidatorPermit.get(chain.s, MARKET)) if may]
        assert len(raters) == 1
        rater = hotkey_of(chain.s, MARKET, raters[0])
        rated = next(hot for _, hot in (first, second, third) if hot != rater)
        uid = Neurons.Uids.get(chain.s, MARKET, rated)
        assert chain.submit(rater, weight_calls.set_weights, MARKET, [uid], [65_535], 0).refusal is None
        before = {hot: stake_of(chain.s, hot, cold, MARKET) for cold, hot in (first, second, third)}
        chain.blocks(110)
        gained = {hot: stake_of(chain.s, hot, cold, MARKET) - before[hot] for cold, hot in (first, second, third)}
        assert max(gained, key=gained.__getitem__) == rated

        cold, hot = second
        outcome = chain.submit(cold, remove_calls.remove_stake, hot, MARKET, 10 * RAO_PER_TAO)
        assert outcome.refusal is None
        assert outcome.fee > 0  # in alpha, as there was no TAO yet
        assert chain.balance(cold) == 10 * RAO_PER_TAO
        assert (
            Staking.TotalIssuance.get(chain.s) == chain.number * RAO_PER_TAO - outcome.fee
        )  # what is paid is recycled
