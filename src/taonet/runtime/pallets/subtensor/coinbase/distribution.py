"""Distributing what a subnet's epoch is about: the four pending pools, emptied and paid out."""

from __future__ import annotations

from typing import final

import msgspec

from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.children.stakes import tao_weight
from taonet.runtime.pallets.subtensor.coinbase import payments
from taonet.runtime.pallets.subtensor.coinbase.dividend_shares import shared_with_parents
from taonet.runtime.pallets.subtensor.coinbase.dividends import split_dividends
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.run import Budget, run_epoch
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking.alpha import recycle_subnet_alpha
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey


@final
class Drained(msgspec.Struct, frozen=True):
    """What waited for an epoch, taken out of the pending pools."""

    budget: Budget
    owner_cut: Alpha


def drain(s: State, netuid: NetUid) -> Drained:
    """Empty the pending pools of a subnet and return what was in them."""
    return Drained(
        Budget(
            server=_emptied(s, Coinbase.PendingServerEmission, netuid),
            validator=_emptied(s, Coinbase.PendingValidatorEmission, netuid),
            root=_emptied(s, Coinbase.PendingRootAlphaDivs, netuid),
        ),
        owner_cut=_emptied(s, Coinbase.PendingOwnerCut, netuid),
    )


def distribute(s: State, netuid: NetUid, drained: Drained) -> None:
    """Run the epoch of a subnet and pay everyone what it decides."""
    budget = drained.budget
    earned = run_epoch(s, netuid, budget)
    validator_pool = budget.validator
    if not any(one.incentive for one in earned):
        # Nobody worked: those who stake get both halves.
        validator_pool = Alpha(saturating_add(budget.validator, budget.server))
    dividends = shared_with_parents(s, netuid, earned)
    alpha, root = split_dividends(
        validator_pool,
        budget.root,
        tao_weight(s),
        {hotkey: (stake_on_hotkey(s, hotkey, netuid), stake_on_hotkey(s, hotkey, ROOT)) for hotkey in dividends},
        dividends,
        {hotkey for hotkey in dividends if Neurons.Uids.exists(s, ROOT, hotkey)},
    )
    if not payments.is_payable(root):
        recycle_subnet_alpha(s, netuid, budget.root)

    payments.pay_owner_cut(s, netuid, drained.owner_cut)
    payments.pay_incentives(s, netuid, earned)
    payments.pay_alpha_dividends(s, netuid, alpha)
    payments.pay_root_dividends(s, netuid, root)


def _emptied(s: State, pool: Map[NetUid, Alpha], netuid: NetUid) -> Alpha:
    amount = pool.get(s, netuid)
    pool.put(s, netuid, Alpha(0))
    return amount
