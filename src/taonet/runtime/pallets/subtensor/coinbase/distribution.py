"""Paying out an epoch: the four pending pools of a subnet are emptied, and its epoch decides who gets what.

Validators share with their parents, then stake decides which part of a dividend comes from root.

Source: coinbase/run_coinbase.rs drain_pending, distribute_emissions_to_subnets, distribute_emission
Source: coinbase/run_coinbase.rs calculate_dividends_and_incentives, get_parent_child_dividends_distribution
Source: staking/set_children.rs get_childkey_take
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

import msgspec

from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Alpha
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.fixed import U96F32
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor.accounts.storage import Accounts
from taonet.runtime.pallets.subtensor.children.inherited_stake import tao_weight
from taonet.runtime.pallets.subtensor.children.storage import Children
from taonet.runtime.pallets.subtensor.coinbase import payments
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.epoch.run import Budget, Earned, run_epoch
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.hyperparameters.types import EpochConsensus
from taonet.runtime.pallets.subtensor.math.dividends import (
    Distribution,
    Parent,
    distribute_dividends,
    self_contribution,
    split_dividends,
    u64_fraction,
)
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.staking.lenders import children_of, parents_of
from taonet.runtime.pallets.subtensor.staking.stakes import stake_on_hotkey
from taonet.runtime.pallets.subtensor.staking.swaps import recycle_subnet_alpha


@final
class Drained(msgspec.Struct, frozen=True):
    """The emission taken out of the pending pools for an epoch."""

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
        # No miner earned anything: validators get both halves.
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


def shared_with_parents(s: State, netuid: NetUid, earned: Iterable[Earned]) -> dict[AccountId, int]:
    """Return the dividends of every hotkey and parent as U96F32 bits, in the order of account bytes.

    What childkey burn takes is recycled. On a Null subnet those who earned nothing are left out.
    """
    skip_zero = Hyperparameters.SubnetEpochConsensus.get(s, netuid) is EpochConsensus.Null
    sums: dict[AccountId, int] = {}
    for one in earned:
        if skip_zero and one.dividend == 0:
            continue
        result = _distribution(s, netuid, one.hotkey, one.dividend)
        for _, burned in result.recycled:
            recycle_subnet_alpha(s, netuid, Alpha(burned))
        for hotkey, amount in result.payments:
            sums[hotkey] = U96F32.add(sums.get(hotkey, 0), U96F32.from_int(amount))
    return dict(sorted(sums.items()))


def childkey_take(s: State, hotkey: AccountId, netuid: NetUid) -> int:
    """Return the part of 65 535 that a child keeps of what it earns with lent stake."""
    return max(
        Children.ChildkeyTake.get(s, hotkey, netuid),
        Children.MinChildkeyTake.get(s),
        Children.MinChildkeyTakePerSubnet.get(s, netuid),
    )


def _emptied(s: State, pool: Map[NetUid, Alpha], netuid: NetUid) -> Alpha:
    amount = pool.get(s, netuid)
    pool.put(s, netuid, Alpha(0))
    return amount


def _distribution(s: State, netuid: NetUid, hotkey: AccountId, dividend: Alpha) -> Distribution[AccountId]:
    links = parents_of(s, hotkey, netuid)
    if not links:
        return Distribution([(hotkey, dividend)], [])
    weight, owner = tao_weight(s), Accounts.Owner.get(s, hotkey)
    parents = [
        Parent(
            hotkey=parent,
            proportion=share,
            alpha=stake_on_hotkey(s, parent, netuid),
            root=stake_on_hotkey(s, parent, ROOT),
            takes=Accounts.Owner.get(s, parent) != owner,
        )
        for share, parent in links
    ]
    own = self_contribution(
        stake_on_hotkey(s, hotkey, netuid),
        stake_on_hotkey(s, hotkey, ROOT),
        [share for share, _ in children_of(s, hotkey, netuid)],
        weight,
    )
    return distribute_dividends(
        hotkey,
        dividend,
        own,
        parents,
        tao_weight=weight,
        childkey_take=childkey_take(s, hotkey, netuid),
        childkey_burn=u64_fraction(Hyperparameters.CKBurn.get(s)),
    )
