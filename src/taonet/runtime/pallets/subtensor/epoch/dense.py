"""Stored rows as dense arrays: only the uids that rate, hold bonds or vote get a row.

A dense array cannot say whether an entry is 0 or missing, nor in which order a row was
stored. `present` says the first and `order` the second, for the few rules that look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from taonet.runtime.pallets.subtensor.epoch.arrays import Bits, Flags
from taonet.runtime.pallets.subtensor.epoch.types import PackedRow

Columns: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DenseRows:
    """Rows of u16 values; row k belongs to the k-th of the chosen uids."""

    values: Bits
    present: Flags
    order: dict[int, Columns]
    """Columns as stored, of the rows whose columns do not rise."""


def dense_rows(rows: Sequence[PackedRow], uids: Sequence[int], n: int) -> DenseRows | None:
    """Spread the stored rows of `uids`, or nothing where a row names a column twice."""
    packed = [rows[uid] if uid < len(rows) else b"" for uid in uids]
    entries = np.frombuffer(b"".join(packed), dtype="<u2").astype(np.int64).reshape(-1, 2)
    columns, row_of = entries[:, 0], np.repeat(np.arange(len(uids)), [len(r) // 4 for r in packed])
    if columns.size and int(columns.max()) >= n:
        inside = columns < n
        entries, row_of = entries[inside], row_of[inside]
        columns = entries[:, 0]

    index = row_of * n + columns
    present = np.zeros(len(uids) * n, dtype=np.bool_)
    present[index] = True
    if int(np.count_nonzero(present)) != index.size:
        return None
    values = np.zeros(len(uids) * n, dtype=np.uint64)
    values[index] = entries[:, 1]
    falling = np.unique(row_of[1:][np.diff(index) < 0]) if index.size else ()
    return DenseRows(
        values=values.reshape(len(uids), n),
        present=present.reshape(len(uids), n),
        order={int(k): columns[row_of == k] for k in falling},
    )


def visible(present: Flags, order: dict[int, Columns]) -> Flags:
    """Mark the entries that a walk over rising columns meets: those above all before them."""
    if not order:
        return present
    seen = present.copy()
    for k, stored in order.items():
        columns = stored[present[k, stored]]
        seen[k] = False
        seen[k, columns[columns == np.maximum.accumulate(columns)]] = True
    return seen


def pack_rows(values: Bits, present: Flags, order: dict[int, Columns], wanted: Iterable[int]) -> dict[int, PackedRow]:
    """Pack the wanted rows of u16 values, in stored order where one is given."""
    packed: dict[int, PackedRow] = {}
    for k in wanted:
        columns = np.flatnonzero(present[k])
        if k in order:
            columns = order[k][present[k, order[k]]]
        row = np.empty((columns.size, 2), dtype="<u2")
        row[:, 0] = columns
        row[:, 1] = values[k, columns]
        packed[k] = row.tobytes()
    return packed
