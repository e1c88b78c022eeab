"""The price of a seat from block to block, and the counters of registrations."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import ROOT, NetUid
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.registration.burn_price import bumped_burn, decayed_burn
from taonet.runtime.pallets.subtensor.registration.storage import Registration
from taonet.runtime.pallets.subtensor.subnets import registry


def decay_registration_prices(s: State, now: int) -> None:
    """Begin block `now`: let every subnet's price fall, root's too, and reset the counters that are due.

    The counter of an interval is used by root only and reset once a tempo.
    """
    for netuid in registry.netuids(s):
        burn = Hyperparameters.Burn.get(s, netuid)
        new = decayed_burn(
            burn,
            Hyperparameters.BurnHalfLife.get(s, netuid),
            Hyperparameters.MinBurn.get(s, netuid),
            Hyperparameters.MaxBurn.get(s, netuid),
            now,
        )
        if new != burn:
            Hyperparameters.Burn.put(s, netuid, Tao(new))
        Registration.RegistrationsThisBlock.put_changed(s, netuid, 0)
    tempo = Hyperparameters.Tempo.get(s, ROOT)
    if registry.exists(s, ROOT) and (tempo == 0 or now % tempo == 0):
        Registration.RegistrationsThisInterval.put(s, ROOT, 0)


def raise_price(s: State, netuid: NetUid) -> None:
    """Raise the price of a seat after a registration, root's too."""
    burn = bumped_burn(
        Hyperparameters.Burn.get(s, netuid),
        Hyperparameters.BurnIncreaseMult.get(s, netuid),
        Hyperparameters.MinBurn.get(s, netuid),
        Hyperparameters.MaxBurn.get(s, netuid),
    )
    Hyperparameters.Burn.put(s, netuid, Tao(burn))
