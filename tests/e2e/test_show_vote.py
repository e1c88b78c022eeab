"""`taonet demo --show vote` from its first line to its document, with a node of its own and the real periods."""

import json
import subprocess
import sys
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def run() -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "taonet.cli.main", "demo", "--show", "vote", "--json"]
    return subprocess.run(words, capture_output=True, text=True, timeout=360, check=False)


@pytest.fixture(scope="module")
def document(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_vote_changes_the_rule_after_it_was_confirmed_and_has_waited(document: dict[str, Any]) -> None:
    confirming, approved, enacted, rejected = (
        document[name] for name in ("confirming", "approved", "enacted", "rejected")
    )

    assert (document["before"], document["after"]) == ({"tempo": 100}, {"tempo": 50})
    assert approved - confirming == 6 * 300
    assert enacted - approved >= 2 * 300
    assert rejected > 3 * 24 * 300
    assert document["proposal"]["preview"]["ok"]


def test_the_tally_is_what_its_events_add_up_to(document: dict[str, Any]) -> None:
    tally = document["tally"]

    assert tally["recounted"] == [tally["ayes"], tally["nays"], tally["support"]]
    assert tally["ayes"] == 1_100_000 * 10**9
    assert tally["support"] == 1_400_000 * 10**9


def test_every_attempt_is_refused_with_an_error_of_its_own(document: dict[str, Any]) -> None:
    refused = {one["what"]: one["error"] for one in document["refused"]}

    assert len(refused) >= 15
    assert {error.rpartition(".")[2] for error in refused.values()} >= {
        "InsufficientFunds", "Frozen", "AlreadyDelegating", "AlreadyVoting", "Nonsense", "NoPermission", "BadOrigin",
        "Unfinished", "NotOngoing", "BadStatus",
    }  # fmt: skip


def test_the_story_fits_a_reader(run: subprocess.CompletedProcess[str]) -> None:
    labels = [line[:11].strip() for line in run.stderr.splitlines() if line[:1].isalpha()]

    for label in (
        "preview",
        "proposed",
        "delegate",
        "abstain",
        "recounted",
        "passing",
        "approved",
        "enacted",
        "rejected",
    ):
        assert label in labels, label
