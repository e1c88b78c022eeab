"""The training itself, for a few seconds, where torch is installed: it learns, goes on from a checkpoint, and is read."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from training.image.vectors import picture

from taonet.markets.image.encoder import Encoder
from taonet.markets.image.model import predict
from taonet.markets.image.weights import model_of
from taonet.markets.image.words import word_ids

pytest.importorskip("torch", reason="torch is not installed, and only training needs it", exc_type=ImportError)

ROOT = Path(__file__).parents[3]
SMALL = ("--width", "32", "--blocks", "1", "--batch", "4", "--cooldown", "10", "--every", "20")


def run(program: str, *words: str) -> str:
    command = [sys.executable, "-m", f"training.image.{program}", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=200).stdout


def weights(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def test_a_generator_learns_and_a_run_that_was_stopped_ends_where_a_whole_one_does(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"

    run("train_generator", "--folder", str(whole), "--steps", "200", *SMALL)
    run("train_generator", "--folder", str(parts), "--steps", "200", *SMALL, "--stop", "120")
    run("train_generator", "--folder", str(parts), "--steps", "200", *SMALL)

    first, last = (json.loads(line)["loss"] for line in (whole / "log.jsonl").read_text().splitlines())
    assert last < 0.8 * first
    made, again = weights(whole / "generator-200.npz"), weights(parts / "generator-200.npz")
    # Where an array lies in memory can change the order of a sum.
    assert max(np.abs(made[name] - again[name]).max() for name in made) < 0.02
    (seen,) = predict(model_of(made), picture(), 0.5, [word_ids("a large red circle on a blue background")])
    assert np.isfinite(seen).all()


def test_a_scorer_learns_and_its_weights_are_read(tmp_path: Path) -> None:
    said = run("train_encoder", "--weights", str(tmp_path / "e.npz"), "--seed", "1", "--steps", "200", "--batch", "8")

    early, late = (float(line.split()[2]) for line in said.splitlines())
    assert late < early
    made = weights(tmp_path / "e.npz")
    del made["scale"]
    assert np.isfinite(Encoder(made).see(picture())).all()
