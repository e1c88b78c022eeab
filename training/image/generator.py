"""The generator in torch: a small diffusion transformer that is told a prompt's words and looks for the clean picture.

Flow matching: x(t) = (1 - t) noise + t picture. The network predicts the picture, and the flow towards it follows:
(picture - x) / (1 - t). `taonet.markets.image.model` is the same arithmetic in NumPy.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from taonet.markets.image.shapes import SIDE
from taonet.markets.image.words import MAX_WORDS, VOCABULARY

TIME_WAVES = 64


@dataclass(frozen=True)
class Shape:
    """Sizes of a generator."""

    width: int = 128
    blocks: int = 6
    patch: int = 4

    @property
    def heads(self) -> int:
        """Return the attention heads: 32 numbers each."""
        return self.width // 32

    @property
    def grid(self) -> int:
        """Return the patches of a side."""
        return SIDE // self.patch

    @property
    def values(self) -> int:
        """Return the numbers of a patch."""
        return 3 * self.patch**2


def norm(x: Tensor) -> Tensor:
    """Scale the last axis to a root mean square of one."""
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)


class Block(nn.Module):
    """Attention and a squared-ReLU layer, both modulated by time and text."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = shape.heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        self.shift = nn.Parameter(torch.zeros(6 * width))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.down.weight)

    def forward(self, x: Tensor, modulation: Tensor) -> Tensor:
        """Return the tokens after this block."""
        batch, tokens, width = x.shape
        a, b, c, d, e, f = (modulation + self.shift).unsqueeze(1).chunk(6, -1)
        h = norm(x) * (1 + a) + b
        q, k, v = self.qkv(h).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(norm(q), norm(k), v, scale=(width / self.heads) ** -0.5 * 4)
        x = x + (1 + c) * self.out(mixed.transpose(1, 2).reshape(batch, tokens, width))
        h = norm(x) * (1 + d) + e
        return x + (1 + f) * self.down(functional.relu(self.up(h)).square())


class Generator(nn.Module):
    """Predict clean pictures from noisy ones, their times and their prompts' words."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.shape = shape
        self.words = nn.Parameter(torch.randn(len(VOCABULARY), width) * 0.5)
        self.word_places = nn.Parameter(torch.randn(MAX_WORDS, width) * 0.1)
        self.places = nn.Parameter(torch.randn(shape.grid**2, width) * 0.5)
        self.patch = nn.Linear(shape.values, width)
        self.time = nn.Linear(TIME_WAVES, width)
        self.slots = nn.Parameter(torch.randn(MAX_WORDS, len(VOCABULARY), width) * 0.3)
        self.mix = nn.Linear(width, width)
        self.modulate = nn.Linear(width, 6 * width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.blocks))
        self.last = nn.Linear(width, 2 * width)
        self.picture = nn.Linear(width, shape.values)
        for layer in (self.modulate, self.last, self.picture):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, patches: Tensor, times: Tensor, words: Tensor) -> Tensor:
        """Return predicted patches: batch x 64 x 48."""
        table = self.words[words]
        told = self.slots[torch.arange(MAX_WORDS), words].sum(1)
        condition = functional.silu(self.mix(functional.silu(self.time(waves(times)) + told)))
        x = torch.cat([table + self.word_places, self.patch(patches) + self.places], 1)
        modulation = self.modulate(condition)
        for block in self.blocks:
            x = block(x, modulation)
        a, b = self.last(condition).unsqueeze(1).chunk(2, -1)
        return self.picture(norm(x[:, MAX_WORDS:]) * (1 + a) + b)


def waves(times: Tensor) -> Tensor:
    """Return the cosines and sines that stand for times 0 to 1."""
    frequencies = torch.exp(torch.arange(TIME_WAVES // 2) * (6.0 / (TIME_WAVES // 2 - 1)))
    angles = times[:, None] * frequencies
    return torch.cat([torch.cos(angles), torch.sin(angles)], 1)


def to_patches(pictures: Tensor, shape: Shape) -> Tensor:
    """Cut n x 32 x 32 x 3 pictures into rows of patches: n x patches x values."""
    n, grid, patch = len(pictures), shape.grid, shape.patch
    return pictures.view(n, grid, patch, grid, patch, 3).permute(0, 1, 3, 2, 4, 5).reshape(n, grid**2, -1)


def to_pictures(patches: Tensor, shape: Shape) -> Tensor:
    """Put rows of patches together to n x 32 x 32 x 3 pictures."""
    n, grid, patch = len(patches), shape.grid, shape.patch
    return patches.view(n, grid, grid, patch, patch, 3).permute(0, 1, 3, 2, 4, 5).reshape(n, SIDE, SIDE, 3)


@torch.no_grad()
def sample(model: Generator, words: Tensor, noise: Tensor, steps: int, guidance: float) -> Tensor:
    """Draw pictures in `steps` equal steps, led away from what the model would draw without words."""
    x = to_patches(noise, model.shape)
    both = torch.cat([words, torch.zeros_like(words)])
    for step in range(steps):
        times = torch.full((len(both),), step / steps)
        told, untold = model(torch.cat([x, x]), times, both).chunk(2)
        x = x + (untold + guidance * (told - untold) - x) / (steps - step)
    return to_pictures(x, model.shape)
