"""Storage of weights that were committed and not revealed yet. Weights in force are stored with the neurons."""

from __future__ import annotations

from typing import final

from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.storage import OptionDoubleMap, storage
from taonet.runtime.types import ACCOUNT_ID, H256, STORAGE_INDEX
from taonet.scale import U64, tuple_of, vec


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
