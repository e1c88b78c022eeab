"""Which subnets get emission, and how a block's TAO is shared among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

import msgspec

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.fixed import U96F32
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.coinbase.storage import Coinbase
from taonet.runtime.pallets.subtensor.coinbase.subnet_shares import (
    Gate,
    emission_shares,
    smoothed_price,
    tao_emissions,
)
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
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
    shares, bar = emission_shares(
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
