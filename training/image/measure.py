"""Measure how far models draw what they are asked, by what the pixels show and by the scorers.

python -m training.image.measure --generator runs/generator/generator-6000.npz --pictures 200 --steps 12
"""

import argparse
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from taonet.markets.image.authenticity import to_pixels
from taonet.markets.image.model import Model, draw
from taonet.markets.image.png import Pixels
from taonet.markets.image.rules import look
from taonet.markets.image.scenes import Scene, caption, draw_scene
from taonet.markets.image.scoring import DEFAULT_RULES, preference
from taonet.markets.image.weights import CATALOGUE, ENCODERS, load_encoder, load_model, model_of
from taonet.markets.image.words import word_ids
from training.image.pictures import draw_pictures

HEAD = "background  colour   shape   place | adherence  " + "  ".join(ENCODERS)


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", type=Path, nargs="*", default=[], help="weights; else the catalogue's models")
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--steps", type=int, nargs="*", default=[12])
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    threadpool_limits(1)
    chance = random.Random(options.seed)
    scenes = [draw_scene(chance) for _ in range(options.pictures)]
    print(f"{'':28} {HEAD}")
    drawn = draw_pictures(scenes, np.random.default_rng(options.seed))
    real = [((picture + 1) * 127.5).round().clip(0, 255).astype(np.uint8) for picture in drawn]
    show("drawn by the painter", scenes, real)
    show("of another prompt", scenes, real[1:] + real[:1])
    models: dict[str, Callable[[], Model]] = {name: lambda name=name: load_model(name) for name in CATALOGUE}
    if options.generator:
        models = {path.stem: lambda path=path: from_file(path) for path in options.generator}
    for name, load in models.items():
        for steps in options.steps:
            show(f"{name}, {steps} steps", scenes, drawn_by(load(), scenes, steps))


def from_file(path: Path) -> Model:
    """Load a generator from a training run."""
    with np.load(path, allow_pickle=False) as arrays:
        return model_of({key: arrays[key].astype(np.float32) for key in arrays.files})


def drawn_by(model: Model, scenes: list[Scene], steps: int) -> list[Pixels]:
    """Return a model's pictures of scenes, each from a seed of its own."""
    return [
        to_pixels(draw(model, word_ids(caption(scene)), seed=seed, steps=steps)[-1])
        for seed, scene in enumerate(scenes)
    ]


def show(name: str, scenes: list[Scene], pictures: list[Pixels]) -> None:
    """Print the means of one row."""
    found = [look(picture, scene) for picture, scene in zip(pictures, scenes, strict=True)]
    liked = [
        np.mean([preference(DEFAULT_RULES, load_encoder(e), p, s) for p, s in zip(pictures, scenes, strict=True)])
        for e in ENCODERS
    ]
    parts = [np.mean([getattr(one, part) for one in found]) for part in ("background", "colour", "shape", "place")]
    cells = "  ".join(f"{part:6.3f}" for part in parts)
    print(
        f"{name:28} {cells} | {np.mean([one.adherence for one in found]):6.3f}   "
        + "  ".join(f"{x:.3f}" for x in liked)
    )


if __name__ == "__main__":
    main()
