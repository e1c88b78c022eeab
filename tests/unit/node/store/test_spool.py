"""The temporary file of blocks: what was put in comes out, wherever it lies, and the end can be cut off."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taonet.node.store import StoreError
from taonet.node.store import spool as spools
from taonet.node.store.spool import Spool

STEPS = st.lists(st.lists(st.binary(max_size=40), min_size=1, max_size=3) | st.integers(0, 8), max_size=30)


@settings(deadline=None, max_examples=100)
@given(steps=STEPS)
def test_a_spool_is_a_list_that_shrinks_at_its_end(steps: list[list[bytes] | int]) -> None:
    expected: list[bytes] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spools, "TAIL", 64)
        spool = Spool()
        for step in steps:
            if isinstance(step, int):
                expected = expected[: max(len(expected) - step, 0)]
                spool.cut(len(expected))
            else:
                expected += step
                spool.append(*step)

            assert [spool[index] for index in range(len(spool))] == expected
        spool.close()


def test_a_full_disk_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools, "TAIL", 4)
    monkeypatch.setattr(os, "pwrite", lambda *_: 1)
    spool = Spool()
    spool.append(b"0123456789")
    with pytest.raises(StoreError, match="the disk is full"):
        spool.append(b"more")

    assert spool[0] == b"0123456789"
    spool.close()
