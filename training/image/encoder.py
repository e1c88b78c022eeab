"""The scorer in torch: a picture and a prompt become directions, and those of a pair that belongs together agree.

`taonet.markets.image.encoder` is the same arithmetic in NumPy.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from taonet.markets.image.words import MAX_WORDS, VOCABULARY

CHANNELS = 64
FEATURES = 96
PATCH = 4


class Encoder(nn.Module):
    """Two towers: patches and three convolutions for pictures, a table of words in their places for prompts."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, CHANNELS, PATCH, PATCH)
        self.first = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.second = nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1)
        self.third = nn.Conv2d(CHANNELS, FEATURES, 3, 2, padding=1)
        self.seen = nn.Linear(16 * FEATURES, FEATURES)
        self.slots = nn.Parameter(torch.randn(MAX_WORDS, len(VOCABULARY), 2 * FEATURES) * 0.3)
        self.told = nn.Linear(2 * FEATURES, FEATURES)
        self.scale = nn.Parameter(torch.tensor(2.5))

    def see(self, pictures: Tensor) -> Tensor:
        """Return the directions of n x 32 x 32 x 3 pictures."""
        x = functional.relu(self.patch(pictures.permute(0, 3, 1, 2)))
        x = x + functional.relu(self.first(x))
        x = x + functional.relu(self.second(x))
        x = functional.relu(self.third(x))
        return functional.normalize(self.seen(x.flatten(1)), dim=-1)

    def read(self, words: Tensor) -> Tensor:
        """Return the directions of prompts, from their words' numbers."""
        x = functional.relu(self.slots[torch.arange(MAX_WORDS), words].sum(-2))
        return functional.normalize(self.told(x), dim=-1)
