"""The data that models are trained on; no torch is needed for it."""

from pathlib import Path

import numpy as np
from training.image.pack import pack
from training.image.pictures import batch

from taonet.markets.image.rules import look
from taonet.markets.image.scenes import Two, caption
from taonet.markets.image.words import word_ids


def test_a_step_sees_the_same_pictures_in_every_run_and_no_other_step_does() -> None:
    scenes, pictures, words = batch(1, 7, 16)
    again = batch(1, 7, 16)

    assert (scenes, pictures.tobytes(), words.tobytes()) == (again[0], again[1].tobytes(), again[2].tobytes())
    assert pictures.tobytes() != batch(1, 8, 16)[1].tobytes()
    assert pictures.tobytes() != batch(2, 7, 16)[1].tobytes()


def test_pictures_show_what_their_captions_say() -> None:
    scenes, pictures, words = batch(1, 0, 64)
    pixels = ((pictures + 1) * 127.5).round().clip(0, 255).astype(np.uint8)

    assert np.abs(pictures).max() <= 1
    assert np.mean([look(p, s).adherence for p, s in zip(pixels, scenes, strict=True)]) > 0.97
    assert [word_ids(caption(scene)) for scene in scenes] == words.tolist()
    assert 16 < sum(isinstance(scene, Two) for scene in scenes) < 48


def test_packed_weights_are_close_to_what_they_were(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    arrays = {"matrix": rng.standard_normal((8, 4, 3)).astype(np.float32), "row": np.float32([1.5, -2])}

    packed = pack(arrays)

    assert packed["matrix"].dtype == np.int8
    undone = packed["matrix"] * packed["matrix.scale"].astype(np.float32)[:, None, None]
    assert np.abs(undone - arrays["matrix"]).max() < 0.02
    assert packed["row"].tolist() == [1.5, -2]
