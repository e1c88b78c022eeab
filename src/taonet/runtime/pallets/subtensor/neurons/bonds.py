"""Bonds in a seat, in what is stored."""

from __future__ import annotations

from taonet.frame.state import State
from taonet.primitives.ids import AccountId, NetUid
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.mechanisms import storage_indices
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons


def reset_bonds(s: State, netuid: NetUid, hotkey: AccountId) -> None:
    """Remove the bonds that validators hold in a hotkey, in every mechanism.

    Does nothing where the subnet does not allow it (`BondsResetOn`), or the hotkey has no seat.
    """
    uid = Neurons.Uids.get(s, netuid, hotkey)
    if uid is None or not Hyperparameters.BondsResetOn.get(s, netuid):
        return
    for index in storage_indices(s, netuid):
        for validator, row in list(Neurons.Bonds.items_under(s, index)):
            Neurons.Bonds.put(s, index, validator, [(to, bond) for to, bond in row if to != uid])
