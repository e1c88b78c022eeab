"""What a block's emission gives each subnet: its share of the TAO, its pending alpha, and the smoothed prices after it.

Source: coinbase/subnet_emissions.rs get_subnets_to_emit_to, get_subnet_block_emissions
Source: coinbase/run_coinbase.rs get_network_root_sell_flag, emit_to_subnets
Source: coinbase/block_step.rs update_moving_prices, update_root_prop, root_proportion
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import msgspec

from taonet.frame.state import State
from taonet.frame.storage import Map
from taonet.primitives.amounts import Alpha, Tao
from taonet.primitives.arithmetic import saturating_add
from taonet.primitives.fixed import U96F32
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor import pools
from taonet.runtime.pallets.subtensor.children.inherited_stake import tao_weight
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.math.emission import root_proportion, split_alpha_out, to_rao
from taonet.runtime.pallets.subtensor.math.moving_price import (
    blocks_since_start,
    next_fast_moving_price,
    next_moving_price,
    smoothed_price,
)
from taonet.runtime.pallets.subtensor.math.subnet_shares import Gate, subnet_emission_shares, tao_emissions
from taonet.runtime.pallets.subtensor.staking import stakes
from taonet.runtime.pallets.subtensor.staking.storage import Staking
from taonet.runtime.pallets.subtensor.staking.swaps import mint_alpha_out, recycle_subnet_alpha
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets


@final
class Emitter(msgspec.Struct, frozen=True):
    """A subnet that gets emission: since which block, and its smoothed price (U64F64 bits)."""

    netuid: NetUid
    first_emission_block: int
    smoothed_price: int


def emitting_subnets(s: State, netuids: Sequence[NetUid]) -> list[Emitter]:
    """Return those of `netuids` that get emission: started, with a tradable token, open for registration."""
    found: list[Emitter] = []
    for netuid in netuids:
        if netuid == ROOT:
            continue
        first = Subnets.FirstEmissionBlockNumber.get(s, netuid)
        if first is None or not Subnets.SubtokenEnabled.get(s, netuid):
            continue
        if Subnets.NetworkRegistrationAllowed.get(s, netuid):
            price = smoothed_price(Subnets.SubnetMechanism.get(s, netuid), Coinbase.SubnetMovingPrice.get(s, netuid))
            found.append(Emitter(netuid, first, price))
    return found


def share_emission(s: State, emitters: Sequence[Emitter], emission: Tao, block: int) -> dict[NetUid, int]:
    """Return each subnet's TAO of a block's emission as U96F32 bits of rao, and renew the bar of the gate.

    A subnet whose emission is switched off gets no TAO; its alpha is created all the same.
    """
    ordered = sorted(emitters, key=lambda emitter: emitter.netuid)
    gate = Gate(
        bar=Coinbase.EmissionGateBar.get(s),
        exponent=Coinbase.EmissionGateExponent.get(s),
        rank=Coinbase.EmissionBarRank.get(s),
        quantile=Coinbase.EmissionBarQuantile.get(s),
    )
    shares, bar = subnet_emission_shares(
        {emitter.netuid: emitter.smoothed_price for emitter in ordered},
        {emitter.netuid: Coinbase.MinerBurned.get(s, emitter.netuid) for emitter in ordered},
        gate,
        block,
    )
    if bar != gate.bar:
        Coinbase.EmissionGateBar.put(s, bar)
    disabled = {
        emitter.netuid for emitter in ordered if not Hyperparameters.SubnetEmissionEnabled.get(s, emitter.netuid)
    }
    emissions = tao_emissions(shares, disabled, U96F32.from_int(emission))
    return {NetUid(netuid): bits for netuid, bits in emissions.items()}


@final
class RootStake(msgspec.Struct, frozen=True):
    """What is staked on root, in rao, and what a rao of it counts against a rao of alpha (U96F32 bits)."""

    tao: Tao
    weight: int


def root_stake(s: State) -> RootStake:
    """Return what is staked on root now. No block step changes it, so one reading serves all subnets."""
    return RootStake(Staking.SubnetTAO.get(s, ROOT), tao_weight(s))


def root_share_of(s: State, netuid: NetUid, root: RootStake) -> int:
    """Return the part that root stake has in a subnet now, as U96F32 bits."""
    return root_proportion(root.tao, root.weight, stakes.alpha_issuance(s, netuid))


def add_to_pending(
    s: State, netuid: NetUid, alpha_out: int, root: RootStake, owner_cut: int, *, root_sells: bool
) -> None:
    """Mint the alpha of a block (U96F32 bits) outside the pool and put it into the four pending pools.

    `owner_cut` is a fraction of 65 535. Unless `root_sells`, the part of root is recycled.
    """
    created = Alpha(to_rao(alpha_out))
    Coinbase.SubnetAlphaOutEmission.put_changed(s, netuid, created)
    mint_alpha_out(s, netuid, created)

    root_share = root_share_of(s, netuid, root)
    cut = owner_cut if Hyperparameters.OwnerCutEnabled.get(s, netuid) else None
    pending = split_alpha_out(alpha_out, root_share, cut)
    if cut is not None:
        _add(s, Coinbase.PendingOwnerCut, netuid, pending.owner_cut)
    _add(s, Coinbase.PendingServerEmission, netuid, pending.server)
    _add(s, Coinbase.PendingValidatorEmission, netuid, pending.validator)
    if root_sells:
        _add(s, Coinbase.PendingRootAlphaDivs, netuid, pending.root)
    else:
        recycle_subnet_alpha(s, netuid, Alpha(pending.root))


def update_moving_prices(s: State, emitter: Emitter, moving_alpha: int, block: int) -> None:
    """Carry both smoothed prices of a subnet on to the present price. `moving_alpha` is I96F32 bits."""
    netuid = emitter.netuid
    price = pools.current_price(s, netuid)
    slow = next_moving_price(
        emitter.smoothed_price,
        price,
        moving_alpha,
        blocks_since_start(block, emitter.first_emission_block),
        Coinbase.EMAPriceHalvingBlocks.get(s, netuid),
    )
    Coinbase.SubnetMovingPrice.put_changed(s, netuid, slow)
    before = Coinbase.SubnetFastMovingPrice.get(s, netuid)
    fast = next_fast_moving_price(before, price)
    if fast != before:
        Coinbase.SubnetFastMovingPrice.put(s, netuid, fast)


def _add(s: State, pool: Map[NetUid, Alpha], netuid: NetUid, amount: int) -> None:
    pool.put_changed(s, netuid, Alpha(saturating_add(pool.get(s, netuid), amount)))
