"""The use of the TAO that a subnet gets in a block: a purchase by the chain, and liquidity of its pool.

For each subnet in turn: TAO beyond what the pool may take buys alpha that stays with the chain; then TAO and new alpha
are offered to the pool, together with what waits in its reservoirs. The rest of the block's credit is destroyed.

Source: coinbase/run_coinbase.rs inject_and_maybe_swap, get_subnet_terms
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taonet.frame.error import DispatchError
from taonet.frame.state import State
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.alpha_assets import logic as assets
from taonet.runtime.pallets.balances import logic as balances
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.coinbase.subnet_emission import Emitter, RootStake
from taonet.runtime.pallets.subtensor.math.emission import Terms, injection_terms, root_proportion, to_rao
from taonet.runtime.pallets.subtensor.staking import stakes, swaps
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import NO_BUY_LIMIT, swap_tao_for_alpha
from taonet.runtime.pallets.subtensor.supply import curve_of
from taonet.runtime.pallets.subtensor.tao import deposit_credit, subnet_account


def subnet_terms(s: State, netuid: NetUid, tao: int, root: RootStake) -> Terms:
    """Return how the TAO of a subnet (U96F32 bits of rao) divides at its present price."""
    issuance = stakes.alpha_issuance(s, netuid)
    share = root_proportion(root.tao, root.weight, issuance)
    return injection_terms(tao, pools.current_price(s, netuid), issuance, share, curve_of(s))


def inject(s: State, emitters: Sequence[Emitter], terms: Mapping[NetUid, Terms], credit: Tao) -> Tao:
    """Give every subnet its TAO and alpha of the block and return what is left of the credit."""
    for emitter in emitters:
        credit = _inject_into(s, emitter.netuid, terms[emitter.netuid], credit)
    return credit


def _inject_into(s: State, netuid: NetUid, terms: Terms, credit: Tao) -> Tao:
    account = subnet_account(netuid)
    bought_with, credit = _buy(s, netuid, account, Tao(to_rao(terms.excess_tao)), credit)
    Coinbase.SubnetExcessTao.put_changed(s, netuid, bought_with)

    tao_in, alpha_in = Tao(to_rao(terms.tao_in)), Alpha(to_rao(terms.alpha_in))
    if tao_in and not _spend(s, account, tao_in, credit):
        tao_in = Tao(0)
    credit = Tao(credit - tao_in)
    active_tao, active_alpha = pools.adjust_protocol_liquidity(s, netuid, tao_in, alpha_in)
    assets.mint_alpha(s, netuid, alpha_in)
    Coinbase.SubnetAlphaInEmission.put_changed(s, netuid, active_alpha)
    Coinbase.SubnetTaoInEmission.put_changed(s, netuid, active_tao)
    if active_alpha:
        Staking.SubnetAlphaIn.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, active_alpha)))
    if active_tao:
        Staking.SubnetTAO.update(s, netuid, lambda tao: Tao(saturating_add(tao, active_tao)))
        Staking.TotalStake.update(s, lambda total: Tao(saturating_add(total, active_tao)))
        swaps.record_protocol_inflow(s, netuid, active_tao)
    return credit


def _buy(s: State, netuid: NetUid, account: AccountId, excess: Tao, credit: Tao) -> tuple[Tao, Tao]:
    """Buy alpha for the chain. Return what entered the pool and what is left of the credit."""
    if excess == 0 or not _spend(s, account, excess, credit):
        return Tao(0), credit
    try:
        with s.transaction():
            bought = swap_tao_for_alpha(s, netuid, excess, NO_BUY_LIMIT, drop_fees=True)
    except DispatchError:
        # A pool that refuses the trade gives the TAO back; what cannot be taken back stays on the account.
        return Tao(0), _withdrawn(s, account, excess, Tao(credit - excess))

    Staking.SubnetProtocolAlpha.update(s, netuid, lambda alpha: Alpha(saturating_add(alpha, bought.paid_out)))
    swaps.record_protocol_inflow(s, netuid, bought.paid_in)
    return bought.paid_in, Tao(credit - excess)


def _spend(s: State, account: AccountId, amount: Tao, credit: Tao) -> bool:
    """Put part of the credit into an account and tell whether that was possible."""
    if amount > credit:
        return False
    try:
        with s.transaction():
            deposit_credit(s, account, amount)
    except DispatchError:
        # Too little to open the account: the rao stay in the credit.
        return False
    return True


def _withdrawn(s: State, account: AccountId, amount: Tao, credit: Tao) -> Tao:
    try:
        with s.transaction():
            return Tao(credit + balances.withdraw(s, account, amount, keep_alive=False))
    except DispatchError:
        return credit
