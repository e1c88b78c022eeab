"""The burn, which is the price of registering a neuron: how it moves from block to block, and how it is paid.

It is paid by one purchase of alpha, of which one part is burned and the other locked as collateral.

Source: subnets/collateral.rs pay_registration, collateral_purchase_limit_price @00d2eb9
Source: subnets/registration.rs update_registration_prices_for_networks, bump_registration_price_after_registration
"""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.primitives.ids import ROOT, AccountId, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.errors import InsufficientLiquidity, NotEnoughBalanceToStake, SlippageTooHigh
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.registration_cost import bumped_price, decayed_price
from taonet.runtime.pallets.subtensor.registration import collateral, proof_of_work
from taonet.runtime.pallets.subtensor.registration.events import CollateralLocked
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.staking import limits, positions, stakes, swaps
from taonet.runtime.pallets.subtensor.staking.constants import PRICE_ONE
from taonet.runtime.pallets.subtensor.staking.events import StakeAdded
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT, swap_tao_for_alpha
from taonet.runtime.pallets.subtensor.subnets import registry
from taonet.runtime.pallets.subtensor.tao import transfer_tao_to_subnet


def decay_registration_prices(s: State, now: int) -> None:
    """Begin block `now`: let every subnet's price and difficulty fall, and reset the counters that are due.

    The counter of an interval is used by root only and reset once a tempo.
    """
    for netuid in registry.netuids(s):
        burn = Hyperparameters.Burn.get(s, netuid)
        new = decayed_price(
            burn,
            Hyperparameters.BurnHalfLife.get(s, netuid),
            Hyperparameters.MinBurn.get(s, netuid),
            Hyperparameters.MaxBurn.get(s, netuid),
            now,
        )
        if new != burn:
            Hyperparameters.Burn.put(s, netuid, Tao(new))
        proof_of_work.ease(s, netuid, now)
        Registration.RegistrationsThisBlock.put_changed(s, netuid, 0)
    tempo = Hyperparameters.Tempo.get(s, ROOT)
    if registry.exists(s, ROOT) and (tempo == 0 or now % tempo == 0):
        Registration.RegistrationsThisInterval.put(s, ROOT, 0)


def raise_price(s: State, netuid: NetUid) -> None:
    """Raise the price of a seat after a registration, root's too."""
    burn = bumped_price(
        Hyperparameters.Burn.get(s, netuid),
        Hyperparameters.BurnIncreaseMult.get(s, netuid),
        Hyperparameters.MinBurn.get(s, netuid),
        Hyperparameters.MaxBurn.get(s, netuid),
    )
    Hyperparameters.Burn.put(s, netuid, Tao(burn))


def pay(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, burned: Tao, topup: Tao) -> None:
    """Take `burned` and `topup` from a coldkey and turn both into alpha: the one destroyed, the other locked.

    The payment is taken whole or refused. Collateral is bought at most 5 % above the present price; a payment that
    is all burned at any price.
    """
    charge = Tao(burned + topup)
    if charge == 0:
        collateral.renew_drain(s, netuid, hotkey, coldkey)
        return
    limit = collateral_price_limit(s, netuid) if topup else NO_BUY_LIMIT
    if topup and charge > limits.max_amount_add(s, netuid, limit):
        raise SlippageTooHigh
    if transfer_tao_to_subnet(s, netuid, coldkey, charge) != charge:
        raise NotEnoughBalanceToStake
    bought = swap_tao_for_alpha(s, netuid, charge, limit)
    if bought.paid_in + bought.fee != charge:
        raise SlippageTooHigh

    positions.settle_tao_fee(s, netuid, bought.fee_due)
    swaps.record_tao_inflow(s, netuid, bought.paid_in)
    kept = Alpha(bought.paid_out * topup // charge)
    gone = Alpha(bought.paid_out - kept)
    if gone:
        Staking.SubnetAlphaOut.update(s, netuid, lambda alpha: Alpha(saturating_sub(alpha, gone)))
    if kept:
        _lock(s, netuid, hotkey, coldkey, kept, topup, bought.fee)
    else:
        collateral.renew_drain(s, netuid, hotkey, coldkey)


def collateral_price_limit(s: State, netuid: NetUid) -> Tao:
    """Return the highest price at which collateral is bought: 5 % above the present one, in rao per alpha."""
    spot = pools.current_price(s, netuid)
    raised = U64F64.safe_div(U64F64.mul(spot, U64F64.from_int(105)), U64F64.from_int(100))
    limit = U64F64.to_int(U64F64.mul(raised, U64F64.from_int(PRICE_ONE)))
    if limit == 0:
        raise InsufficientLiquidity
    return Tao(limit)


def _lock(s: State, netuid: NetUid, hotkey: AccountId, coldkey: AccountId, alpha: Alpha, tao: Tao, fee: Tao) -> None:
    if not stakes.can_increase_stake(s, hotkey, netuid, alpha):
        raise InsufficientLiquidity
    stakes.increase_stake(s, hotkey, coldkey, netuid, alpha)
    s.emit(StakeAdded(coldkey, hotkey, tao, alpha, netuid, fee))
    total = collateral.credit(s, netuid, hotkey, coldkey, alpha, renew_drain=True)
    s.emit(CollateralLocked(netuid, hotkey, alpha, total))
