"""The models that this market pays for, and the scorers that its validators take turns with; all ship with the package.

They were trained by `training/image`; docs/image-market.md is their model card.
"""

import importlib.resources
import io
from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np

from taonet.markets.image.encoder import Encoder
from taonet.markets.image.model import Block, Model
from taonet.markets.image.shapes import Floats

MODEL: Final = "scenes-32"
FAIR_MODEL: Final = f"{MODEL}-fair"
WEAK_MODEL: Final = f"{MODEL}-weak"
CATALOGUE: Final = (MODEL, FAIR_MODEL, WEAK_MODEL)
"""A miner may run any of these and must say which; the validator runs the checked steps with that one.

The other two are what the model was earlier in its training: honest work of lower quality, which earns less because it
draws worse.
"""
ENCODERS: Final = ("encoder-a", "encoder-b")


def load_model(name: str) -> Model:
    """Load a model of the catalogue."""
    return model_of(_read(name))


@cache
def load_encoder(name: str) -> Encoder:
    """Load a scorer."""
    return Encoder(_read(name))


def model_of(weights: Mapping[str, Floats]) -> Model:
    """Put a model together from named arrays."""
    count = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("blocks."))
    blocks = [
        Block(
            qkv=_factor(weights, i, "qkv"),
            out=_factor(weights, i, "out"),
            up=_factor(weights, i, "up"),
            down=_factor(weights, i, "down"),
            shift=weights[f"blocks.{i}.shift"],
        )
        for i in range(count)
    ]
    return Model(weights, blocks)


def _factor(weights: Mapping[str, Floats], block: int, part: str) -> Floats:
    return np.ascontiguousarray(weights[f"blocks.{block}.{part}.weight"].T)


def _read(name: str) -> dict[str, Floats]:
    """Read a file of weights: rows of 8 bits with a scale each, and numbers of half precision."""
    data = importlib.resources.files("taonet.markets.image").joinpath("weights", f"{name}.npz").read_bytes()
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        found = {key: arrays[key].astype(np.float32) for key in arrays.files}
    scales = {key.removesuffix(".scale"): found.pop(key) for key in list(found) if key.endswith(".scale")}
    for key, scale in scales.items():
        found[key] *= scale.reshape(-1, *(1,) * (found[key].ndim - 1))
    return found
