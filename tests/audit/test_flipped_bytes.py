"""Flipped bytes anywhere in the data file of a chain: what the store says has changed, or the audit says so."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from tests.audit.chains import busy_genesis, stored, told_chain

from taonet.node.store.directory import DATA
from taonet.testing.fuzzing import examples

PROGRAM = Path(__file__).with_name("flipping.py")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stored(told_chain()[1], busy_genesis(), tmp_path_factory.mktemp("told") / "chain")


def test_no_flipped_byte_that_means_anything_is_overlooked(sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound, tmp_path / "chain")
    chance, size = Random(3), (sound / DATA).stat().st_size
    flips = [(chance.randrange(size), chance.randrange(8)) for _ in range(examples(20))]
    # In a process of its own: a damaged page may end it.
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), str(sound), str(tmp_path / "chain")],
        input=json.dumps(flips),
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    told = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(told) == len(flips)
    assert [one for one in told if one["verdict"] == "overlooked"] == []
    assert any(one["verdict"] == "found" for one in told)
