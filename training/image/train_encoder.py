"""Train the image market's scorer: pictures and prompts that belong together are to agree, and those that almost do not to.

    python -m training.image.train_encoder --weights runs/encoder-a.npz --seed 11

A batch's other prompts are wrong, and so are eight for each picture that differ from its own in one thing.
"""

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from taonet.markets.image.scenes import Scene, almost, caption
from taonet.markets.image.words import word_ids
from training.image.encoder import Encoder
from training.image.pictures import batch

NEAR_MISSES = 8
WARM_UP = 100


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True, help="the file to write")
    parser.add_argument("--steps", type=int, default=1_500)
    parser.add_argument("--batch", type=int, default=96)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    model = Encoder()
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=0.02)
    began = time.monotonic()
    for step in range(options.steps):
        optimiser.param_groups[0]["lr"] = options.rate * min((step + 1) / WARM_UP, 1 - step / options.steps)
        loss, right = loss_of(model, options, step)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        if (step + 1) % 100 == 0:
            print(f"{step + 1} loss {loss.item():.3f} right {right:.3f} {time.monotonic() - began:.0f} s", flush=True)
    arrays = {name: value.detach().numpy().astype(np.float16) for name, value in model.named_parameters()}
    options.weights.parent.mkdir(parents=True, exist_ok=True)
    np.savez(options.weights, allow_pickle=False, **arrays)


def loss_of(model: Encoder, options: argparse.Namespace, step: int) -> tuple[Tensor, float]:
    """Return the loss of a step, and how often the right prompt is the nearest of all."""
    scenes, pictures, words = batch(options.seed, step, options.batch)
    chance = torch.Generator().manual_seed(options.seed * 1_000_003 + step)
    clean = torch.from_numpy(pictures)
    blur = torch.rand(len(clean), 1, 1, 1, generator=chance) * 0.3
    seen = model.see(clean + blur * torch.randn(clean.shape, generator=chance))
    misses = torch.from_numpy(near_misses(scenes, options.seed, step))
    told, near = model.read(torch.from_numpy(words)), model.read(misses)
    scale = model.scale.exp()
    others = seen @ told.T * scale
    almost_right = torch.einsum("nd,nkd->nk", seen, near) * scale
    goal = torch.arange(len(scenes))
    logits = torch.cat([others, almost_right], 1)
    loss = functional.cross_entropy(logits, goal) + functional.cross_entropy(others.T, goal)
    return loss / 2, float((logits.argmax(1) == goal).float().mean())


def near_misses(scenes: list[Scene], seed: int, step: int) -> np.ndarray:
    """Return the word ids of prompts that differ in one thing from each scene's own: n x 8 x 8."""
    chance = random.Random(f"{seed}/{step}/misses")
    return np.array([[word_ids(caption(s)) for s in chance.sample(almost(scene), NEAR_MISSES)] for scene in scenes])


if __name__ == "__main__":
    main()
