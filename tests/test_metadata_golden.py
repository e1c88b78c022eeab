"""The metadata as it was last committed: nothing that clients see changes unnoticed."""

from pathlib import Path

import pytest
from tools.golden.__main__ import FILE, VOTES_FILE, texts
from tools.golden.render import render

from taonet.frame.metadata import build_v15
from taonet.frame.metadata_types import MetadataV15
from taonet.frame.runtime import Runtime
from taonet.runtime.construct import RUNTIME, VOTES
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.version import VERSION


def ours() -> MetadataV15:
    return build_v15(RUNTIME)


@pytest.mark.parametrize("file", [FILE, VOTES_FILE], ids=["standard", "votes"])
def test_the_metadata_is_the_committed_one(file: Path) -> None:
    now, committed = texts()[file].splitlines(), file.read_text().splitlines()
    gone, new = sorted(set(committed) - set(now)), sorted(set(now) - set(committed))
    changes = "\n".join([*(f"- {line}" for line in gone), *(f"+ {line}" for line in new)])

    assert now == committed, f"clients will see this. If you mean it, run `make golden` and commit.\n{changes}"


def test_chains_with_votes_have_all_of_the_standard_metadata() -> None:
    standard, votes = ours(), build_v15(VOTES)

    assert {one.name for one in standard.pallets} <= {one.name for one in votes.pallets}
    assert "\npallet 41 Referenda\n" in render(votes)


def test_numbers_names_and_defaults_are_in_the_text() -> None:
    text = render(ours())

    assert "\npallet 7 SubtensorModule\n" in text
    assert "    Tempo: subtensor_runtime_common::NetUid by Identity -> u16 = 0x6801\n" in text
    assert "    Owner: sp_core::crypto::AccountId32 by Blake2_128Concat" in text
    assert "\nextrinsic 4\n" in text
    assert "  current_alpha_price(netuid: subtensor_runtime_common::NetUid) -> u64\n" in text


def test_the_text_does_not_depend_on_how_types_are_numbered() -> None:
    reversed_ = build_v15(Runtime(VERSION, RUNTIME.pallets[::-1], RUNTIME.apis[::-1], EXTRINSICS))

    assert [entry.type.path for entry in reversed_.types] != [entry.type.path for entry in ours().types]
    assert render(reversed_) == render(ours())
