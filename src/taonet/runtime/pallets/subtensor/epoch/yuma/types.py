"""What an epoch reads and what it decides, with units and order of every field.

Lists by uid have the uid as their index. Rows of weights and bonds stay packed, as they lie
in storage, because a subnet can hold a quarter of a million entries: four bytes an entry,
column uid and u16 value, both little-endian, in the order in which they are stored.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Iterable, Sequence
from itertools import chain

import msgspec

PackedRow = bytes
"""Entries (column uid, u16 value) of one row, four little-endian bytes each."""


class LiquidAlphaConsensusMode(enum.IntEnum):
    """Which consensus liquid alpha compares weights with. The number is the stored byte."""

    CURRENT = 0
    PREVIOUS = 1
    AUTO = 2


class EpochInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All that one epoch of one mechanism of a subnet reads."""

    n: int
    """SubnetworkN: how many uids the subnet has. Columns at or above it are ignored."""
    current_block: int
    """Number of the block in which the epoch runs."""
    tempo: int
    """Tempo of the subnet, in blocks."""
    activity_cutoff: int
    """Blocks without an update after which a uid is inactive: max(1, factor * tempo / 1000)."""
    last_update: Sequence[int]
    """By uid, LastUpdate of this mechanism: block of the last weights or commit."""
    block_at_registration: Sequence[int]
    """By uid, block at which the present hotkey took the uid; 0 where there is none."""
    total_stake: Sequence[int]
    """By uid, I64F64 bits: inherited alpha plus weighted root stake, before any threshold."""
    stake_threshold: int
    """StakeThreshold in rao: less total stake than this counts as none."""
    owner_uid: int | None
    """Uid of SubnetOwnerHotkey, or none where it is not registered here."""
    validator_permit: Sequence[bool]
    """By uid, the stored permits. A shorter list means no permit for the rest."""
    max_allowed_validators: int
    """How many permits the epoch hands out."""
    commit_reveal_enabled: bool
    """CommitRevealWeightsEnabled: whether live commits mask replaced columns."""
    active_commit_blocks: Sequence[int | None]
    """By uid, smallest block of a live commit of this mechanism; none where there is none."""
    weights: Sequence[PackedRow]
    """By uid, stored Weights of this mechanism, raw u16; empty for none."""
    bonds: Sequence[PackedRow]
    """By uid, stored Bonds of this mechanism, u16; empty for none."""
    kappa: int
    """Kappa in 65535ths: the stake share that makes consensus."""
    bonds_penalty: int
    """BondsPenalty in 65535ths: 65535 builds bonds from clipped weights only."""
    bonds_moving_average: int
    """BondsMovingAverage in millionths: what the old bond keeps."""
    last_step_block: int
    """LastYumaStepBlock, and where that is not set LastMechansimStepBlock; 0 for none yet."""
    yuma3: bool
    """Yuma3On."""
    liquid_alpha: bool
    """LiquidAlphaOn; without `yuma3` it has no effect."""
    liquid_alpha_consensus_mode: LiquidAlphaConsensusMode = LiquidAlphaConsensusMode.AUTO
    """LiquidAlphaConsensusMode. Until spec 425 the rule was always CURRENT."""
    previous_consensus: Sequence[int] = ()
    """By uid, ConsensusByMechanism of the last epoch, u16. Missing uids count as 0."""
    alpha_low: int
    """First of AlphaValues in 65535ths."""
    alpha_high: int
    """Second of AlphaValues in 65535ths."""
    alpha_sigmoid_steepness: int
    """AlphaSigmoidSteepness, i16, in hundredths; may be negative."""
    emission: int
    """Alpha in rao handed to this mechanism for the epoch, server and validator part together."""


class EpochOutputs(msgspec.Struct, frozen=True, kw_only=True):
    """What one epoch of one mechanism decides. Every list has one item for each uid."""

    incentive: list[int]
    """u16 share, stored in Incentive of the mechanism."""
    dividends: list[int]
    """u16 share, stored in Dividends."""
    consensus: list[int]
    """u16, stored in Consensus, and in ConsensusByMechanism of the mechanism."""
    validator_trust: list[int]
    """u16, stored in ValidatorTrust; a trust above 1 is clamped."""
    stake_weight: list[int]
    """u16 share of the stake above the threshold, stored in StakeWeight."""
    active: list[bool]
    """Stored in Active."""
    validator_permit: list[bool]
    """The new permits, stored in ValidatorPermit."""
    server_emission: list[int]
    """Rao of alpha for mining. Also the content of IncentiveAlphaEmittedToMiners."""
    validator_emission: list[int]
    """Rao of alpha for validating. With `server_emission` it is what coinbase receives."""
    combined_emission: list[int]
    """Rao of alpha, stored in Emission; floored apart, so not always the sum of both."""
    stake: list[int]
    """Whole rao of total stake, for voting power; the threshold does not apply."""
    bonds: list[PackedRow]
    """Bonds to store, a row for every uid: empty where the new permit does not hold."""


class EpochTrace(msgspec.Struct, frozen=True, kw_only=True):
    """The fixed-point values between the steps: I32F32 bits, sparse rows of (column, bits)."""

    stake: list[int]
    new_permits: list[bool]
    active_stake: list[int]
    weights: list[SparseRow]
    consensus: list[int]
    validator_trust: list[int]
    incentive: list[int]
    dividends: list[int]
    ema_bonds: list[SparseRow]


SparseRow = list[tuple[int, int]]
"""Entries (column, I32F32 bits) of one row; a missing column is not the same as a 0."""

SparseMatrix = list[SparseRow]


def pack_row(entries: Iterable[tuple[int, int]]) -> PackedRow:
    """Pack entries (column uid, u16 value). Refuse what is not u16: `struct.error`."""
    flat = list(chain.from_iterable(entries))
    return struct.pack(f"<{len(flat)}H", *flat)


def unpack_row(row: PackedRow) -> list[tuple[int, int]]:
    """Return the entries (column uid, u16 value) of a packed row."""
    return list(struct.iter_unpack("<HH", row))
