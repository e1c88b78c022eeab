"""A fair launch: at the start nothing is worth anything, and keys that own nothing get a network going."""

from __future__ import annotations

from itertools import count
from typing import Final

import pytest

from taonet.primitives.amounts import RAO_PER_TAO
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.construct import RUNTIME
from taonet.runtime.genesis.presets import preset
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import hotkey_of
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.registration import calls, proof_of_work
from taonet.runtime.pallets.subtensor.staking import remove_calls
from taonet.runtime.pallets.subtensor.staking.stakes import stake_of
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.weights import calls as weight_calls
from taonet.sim import Chain

MARKET: Final = NetUid(1)
PRICES: Final = {"SubtensorModule.Burn"}
"""Amounts that say what something costs, and that nobody has."""


@pytest.fixture
def fair() -> Chain:
    return Chain(preset("fair"), keep_root=False)


def test_nothing_in_the_first_state_is_worth_anything(fair: Chain) -> None:
    worth: list[str] = []
    seen = 0
    for pallet in RUNTIME.pallets:
        for item in pallet.storage:
            name, codec = f"{pallet.name}.{item.name}", item.codec_in(RUNTIME)
            for _, value in fair.s.iterate(item.prefix):
                seen += 1
                if "Balance" in codec.shape.path and name not in PRICES and any(value):
                    worth.append(name)
    assert worth == []
    assert seen > 40
    for nobody in ("System.Account", "SubtensorModule.Owner", "SubtensorModule.AlphaV2", "Sudo.Key"):
        pallet, name = nobody.split(".")
        item = next(one for one in RUNTIME.pallet(pallet).storage if one.name == name)
        assert next(fair.s.iterate(item.prefix), None) is None, nobody


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
