"""The walk in docs/governance.md: each command as it stands there, against a network of holders in this process."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.walk import BLOCK
from tests.gov.conftest import Gov, gov, serving

from taonet.gov.chain import Chain
from taonet.gov.referenda import referendum

__all__ = ["gov"]

PAGE = (Path(__file__).parents[2] / "docs" / "governance.md").read_text(encoding="utf-8")
STEPS = [line for kind, body in BLOCK.findall(PAGE) if kind == "walk" for line in body.splitlines()]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def walked(url: str, gov: Gov) -> list[tuple[str, str]]:
    """Do what the page says; return each line and what it wrote."""
    written: list[tuple[str, str]] = []
    for line in STEPS:
        words = shlex.split(line)
        if words[0] == "curl":
            request = json.loads(words[-1])
            written.append((line, str(Chain(url).ask(request["method"], *request["params"]))))
            continue
        assert words[:2] == ["taonet", "gov"], line
        code, output = gov(*words[2:])
        assert code == 0, f"{line}\n{output}"
        written.append((line, output))
    return written


def test_every_command_of_the_page_works_and_the_change_is_made(walked: list[tuple[str, str]], url: str) -> None:
    chain, outputs = Chain(url), {line.split()[2]: output for line, output in walked}

    assert len(walked) == len(STEPS) >= 12
    assert chain.get("SubtensorModule", "Tempo", 1) == 50
    assert referendum(chain, 0).decision_deposit is None
    assert "approval 100 %" in " ".join(outputs["show"].split())
    assert "aye with 900000tao at 1x" in outputs["account"]
    assert "votes with 800000tao of others" in outputs["account"]
    assert re.search(r"#0 +approved in #", outputs["list"])
    assert chain.get("ConvictionVoting", "ClassLocksFor", chain.account("//Charlie")) == []


def test_the_page_starts_the_chain_that_the_walk_runs_on() -> None:
    assert re.findall(r"^taonet up .*$", PAGE, re.MULTILINE) == ["taonet up --preset holders --tmp --sealing instant"]
