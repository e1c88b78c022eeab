"""The demo is the product's main job: it runs here with the real model, as a user would see it."""

import json
import subprocess
import sys

import pytest


@pytest.mark.timeout(600)
def test_pays_the_better_miners_and_catches_the_cheats() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "taonet.cli.main", "demo", "--epochs", "2", "--json"],
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    summary = json.loads(done.stdout)
    neurons = {row["name"]: row for row in summary["neurons"]}
    assert summary["epochs"] >= 2
    assert neurons["strong"]["incentive"] > neurons["weak"]["incentive"]
    assert neurons["strong"]["stake"] > 0
    assert neurons["nonsense"]["incentive"] == neurons["copycat"]["incentive"] == 0
    assert neurons["val-one"]["dividends"] > neurons["val-two"]["dividends"] > 0
