"""Reading what an epoch needs from the state. The stored rows stay packed: a subnet may hold very many.

Source: epoch/run_epoch.rs epoch_mechanism, get_weights_sparse, get_bonds_sparse, get_block_at_registration
Source: utils/misc.rs get_activity_cutoff_blocks, get_last_update, get_owner_uid
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.frame.state import State
from taonet.frame.storage import DoubleMap
from taonet.primitives.ids import AccountId, MechId, NetUid, NetUidStorageIndex
from taonet.runtime.pallets.subtensor.block import now
from taonet.runtime.pallets.subtensor.children.inherited_stake import total_stakes
from taonet.runtime.pallets.subtensor.commits import active_commit_blocks
from taonet.runtime.pallets.subtensor.epoch.storage import Epochs
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochInputs, LiquidAlphaConsensusMode, PackedRow
from taonet.runtime.pallets.subtensor.hyperparameters.storage import Hyperparameters
from taonet.runtime.pallets.subtensor.neurons.seats import last_updates, owner_uid, storage_index
from taonet.runtime.pallets.subtensor.neurons.storage import Neurons
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets

Rows = DoubleMap[NetUidStorageIndex, int, list[tuple[int, int]]]


def seated_hotkeys(s: State, netuid: NetUid) -> list[AccountId | None]:
    """Return the hotkey of every uid, None for a uid without a hotkey."""
    found = dict(Neurons.Keys.items_under(s, netuid))
    return [found.get(uid) for uid in range(Subnets.SubnetworkN.get(s, netuid))]


def read_inputs(
    s: State, netuid: NetUid, mechanism: MechId, hotkeys: Sequence[AccountId | None], emission: int
) -> EpochInputs:
    """Read all that the epoch of one mechanism needs; `emission` is its part in rao of alpha."""
    index, n = storage_index(netuid, mechanism), len(hotkeys)
    commit_reveal = Hyperparameters.CommitRevealWeightsEnabled.get(s, netuid)
    low, high = Hyperparameters.AlphaValues.get(s, netuid)
    yuma_step = Epochs.LastYumaStepBlock.get(s, netuid)
    return EpochInputs(
        n=n,
        current_block=now(s),
        tempo=Hyperparameters.Tempo.get(s, netuid),
        activity_cutoff=activity_cutoff(s, netuid),
        last_update=last_updates(s, netuid, index),
        block_at_registration=_blocks_at_registration(s, netuid, hotkeys),
        total_stake=total_stakes(s, hotkeys, netuid),
        stake_threshold=Hyperparameters.StakeThreshold.get(s),
        owner_uid=owner_uid(s, netuid),
        validator_permit=Neurons.ValidatorPermit.get(s, netuid),
        max_allowed_validators=Hyperparameters.MaxAllowedValidators.get(s, netuid),
        commit_reveal_enabled=commit_reveal,
        active_commit_blocks=active_commit_blocks(s, netuid, index, hotkeys) if commit_reveal else [None] * n,
        weights=packed_rows(s, Neurons.Weights, index, n),
        bonds=packed_rows(s, Neurons.Bonds, index, n),
        kappa=Hyperparameters.Kappa.get(s, netuid),
        bonds_penalty=Hyperparameters.BondsPenalty.get(s, netuid),
        bonds_moving_average=Hyperparameters.BondsMovingAverage.get(s, netuid),
        last_step_block=Epochs.LastMechansimStepBlock.get(s, netuid) if yuma_step is None else yuma_step,
        yuma3=Hyperparameters.Yuma3On.get(s, netuid),
        liquid_alpha=Hyperparameters.LiquidAlphaOn.get(s, netuid),
        liquid_alpha_consensus_mode=LiquidAlphaConsensusMode(Hyperparameters.LiquidAlphaConsensusMode.get(s, netuid)),
        previous_consensus=Neurons.ConsensusByMechanism.get(s, index),
        alpha_low=low,
        alpha_high=high,
        alpha_sigmoid_steepness=Hyperparameters.AlphaSigmoidSteepness.get(s, netuid),
        emission=emission,
    )


def activity_cutoff(s: State, netuid: NetUid) -> int:
    """Return the blocks without an update after which a neuron is inactive, at least 1."""
    factor = Hyperparameters.ActivityCutoffFactorMilli.get(s, netuid)
    return max(1, factor * Hyperparameters.Tempo.get(s, netuid) // 1_000)


def packed_rows(s: State, item: Rows, index: NetUidStorageIndex, n: int) -> list[PackedRow]:
    """Return the stored rows of the first `n` seats as they lie in the state, without their length."""
    rows = [b""] * n
    for key, raw in s.iterate(item.key_of((index,))):
        uid = int.from_bytes(key[-2:], "little")  # both keys are stored as they are
        if uid < n:
            rows[uid] = raw[_LENGTH_BYTES[raw[0] & 0b11] :]
    return rows


_LENGTH_BYTES = (1, 2, 4)
"""Bytes of a compact length by its lowest two bits; no row is long enough for the fourth form."""


def _blocks_at_registration(s: State, netuid: NetUid, hotkeys: Sequence[AccountId | None]) -> list[int]:
    blocks = dict(Neurons.BlockAtRegistration.items_under(s, netuid))
    return [0 if hotkey is None else blocks.get(uid, 0) for uid, hotkey in enumerate(hotkeys)]
