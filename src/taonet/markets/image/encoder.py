"""The scorer in NumPy: a picture and a prompt become directions, and those of a pair that belongs together agree.

`training/image/encoder.py` is the same arithmetic in torch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from taonet.markets.image.shapes import Floats
from taonet.markets.image.words import MAX_WORDS


@dataclass(frozen=True)
class Encoder:
    """A scorer's weights."""

    weights: Mapping[str, Floats]

    def see(self, picture: Floats) -> Floats:
        """Return the direction of a 32 x 32 x 3 picture with values -1 to 1."""
        x = _relu(self._convolve("patch", picture, kernel=4, stride=4, padding=0))
        x = x + _relu(self._convolve("first", x))
        x = x + _relu(self._convolve("second", x))
        x = _relu(self._convolve("third", x, stride=2))
        return _unit(self._linear("seen", x.transpose(2, 0, 1).reshape(1, -1)))[0]

    def read(self, prompts: Sequence[Sequence[int]]) -> Floats:
        """Return the directions of prompts, from their words' numbers."""
        x = _relu(self.weights["slots"][np.arange(MAX_WORDS), np.array(prompts)].sum(-2))
        return _unit(self._linear("told", x))

    def _linear(self, name: str, x: Floats) -> Floats:
        return x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]

    def _convolve(self, name: str, x: Floats, *, kernel: int = 3, stride: int = 1, padding: int = 1) -> Floats:
        """Return a convolution of height x width x channels."""
        padded = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (kernel, kernel), (0, 1))[::stride, ::stride]
        return (
            np.tensordot(windows, self.weights[f"{name}.weight"], ((2, 3, 4), (1, 2, 3))) + self.weights[f"{name}.bias"]
        )


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0)


def _unit(x: Floats) -> Floats:
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-12)
