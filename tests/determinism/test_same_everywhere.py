"""The same transactions give the same roots: in another process, with another hash seed, optimised, and replayed."""

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

STORY = Path(__file__).parent / "story.py"


@cache
def told(seed: str, *options: str) -> list[dict[str, Any]]:
    """Run the story in a process of its own and return what it says of the chain and of its replays."""
    done = subprocess.run(
        [sys.executable, *options, str(STORY)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_story_is_worth_telling() -> None:
    chain = told("0")[0]
    outcomes = Counter(outcome for block in chain["results"] for outcome in block)

    assert len(chain["roots"]) == 61
    assert len(set(chain["roots"])) == 61
    assert outcomes[""] > 160
    assert outcomes["ArithmeticRefusal"] > 30


@pytest.mark.parametrize(("seed", "options"), [("1", ()), ("random", ()), ("0", ("-O",))])
def test_another_process_tells_the_same(seed: str, options: tuple[str, ...]) -> None:
    assert told(seed, *options) == told("0")


def test_nodes_that_propose_or_replay_the_blocks_come_to_the_same() -> None:
    chain, proposed, replayed = told("0")

    assert proposed == chain
    assert replayed == chain
