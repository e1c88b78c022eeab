"""Storage of weights that were committed and not revealed yet. Weights in force are stored with the neurons."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import DoubleMap, OptionDoubleMap, Value, storage
from taonet.runtime.types import ACCOUNT_ID, H256, STORAGE_INDEX
from taonet.scale import U16, U64, bounded_bytes, tuple_of, vec

MAX_COMMIT = 32 * 1024
"""Bytes of sealed weights that can be read at all."""

SEALED = bounded_bytes(MAX_COMMIT)


@final
@storage("SubtensorModule")
class WeightCommitsStorage:
    """Items of this slice in the state."""

    WeightCommits = OptionDoubleMap(
        STORAGE_INDEX,
        ACCOUNT_ID,
        vec(tuple_of(H256, U64, U64, U64)),
        hashers=(TWOX_64_CONCAT, TWOX_64_CONCAT),
        doc="Commits of a hotkey in a mechanism, oldest first: hash, epoch, block, and a last number without meaning.",
    )
    TimelockedWeightCommits = DoubleMap(
        STORAGE_INDEX,
        U64,
        vec(tuple_of(ACCOUNT_ID, U64, SEALED, U64)),
        default=[],
        hashers=(TWOX_64_CONCAT, TWOX_64_CONCAT),
        doc="Sealed weights in a mechanism, by the epoch of their commit: hotkey, block, ciphertext, round of the beacon.",
    )
    CommitRevealWeightsVersion = Value(U16, default=4, doc="The form in which weights must be sealed.")
