"""Train the image market's generator, with checkpoints it can go on from.

    python -m training.image.train_generator --folder runs/generator --steps 20000 --cooldown 4000

Step n sees the same pictures and the same noise in every run with the same seed. The learning rate rises, stays, and
falls to zero over the last `--cooldown` steps, so that a run can be made longer, or brought to its end, from any
checkpoint.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.image.generator import Generator, Shape, to_patches
from training.image.pictures import batch

WARM_UP = 300
DROPPED_CAPTIONS = 0.1
NEAR_ONE = 0.1
"""The loss stops rising when so little noise is left."""


def main() -> None:
    """Train as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints, the log and the weights go")
    parser.add_argument("--steps", type=int, default=20_000)
    parser.add_argument("--cooldown", type=int, default=4_000)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--blocks", type=int, default=6)
    parser.add_argument("--patch", type=int, default=4)
    parser.add_argument("--every", type=int, default=500, help="steps between checkpoints")
    parser.add_argument("--optimiser", choices=("adamw", "muon"), default="muon")
    parser.add_argument("--compile", action="store_true", help="compile the network; takes minutes, then is faster")
    parser.add_argument("--keep", type=int, nargs="*", default=[], help="steps whose averaged weights are kept as well")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(options)


def train(options: argparse.Namespace) -> None:
    """Train from the newest checkpoint to the last step and write the weights."""
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    model = Generator(Shape(options.width, options.blocks, options.patch))
    optimisers = make_optimisers(model, options)
    average = {name: value.detach().clone() for name, value in model.named_parameters()}
    checkpoint = options.folder / "checkpoint.pt"
    start, seconds = 0, 0.0
    if checkpoint.exists():
        kept = torch.load(checkpoint)
        model.load_state_dict(kept["model"])
        for optimiser, state in zip(optimisers, kept["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        average, start, seconds = kept["average"], kept["step"], kept["seconds"]
    run = torch.compile(model) if options.compile else model
    losses: list[float] = []
    began = time.monotonic() - seconds
    for step in range(start, options.steps):
        share = rate_at(step, options.steps, options.cooldown)
        for optimiser in optimisers:
            for group in optimiser.param_groups:
                group["lr"] = options.rate * group["share"] * share
        loss = loss_of(run, options, step)
        for optimiser in optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        keep = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            names, values = zip(*model.named_parameters(), strict=True)
            torch._foreach_lerp_([average[name] for name in names], [v.detach() for v in values], 1 - keep)
        losses.append(loss.item())
        done = step + 1
        if done % 100 == 0:
            note(options.folder, done, losses, time.monotonic() - began)
            losses.clear()
        if done % options.every == 0 or done == options.steps:
            state = {
                "model": model.state_dict(),
                "optimisers": [optimiser.state_dict() for optimiser in optimisers],
                "average": average,
                "step": done,
                "seconds": time.monotonic() - began,
            }
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
        if done in options.keep or done == options.steps:
            write_weights(options.folder / f"generator-{done}.npz", average)


def make_optimisers(model: Generator, options: argparse.Namespace) -> list[torch.optim.Optimizer]:
    """Return Muon for the blocks' matrices and AdamW for the rest, or AdamW for all."""
    muon, rest = [], []
    for name, value in model.named_parameters():
        inner = value.ndim == 2 and name.startswith("blocks.")
        (muon if inner and options.optimiser == "muon" else rest).append(value)
    found: list[torch.optim.Optimizer] = [
        torch.optim.AdamW([{"params": rest, "share": 1.0}], lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)
    ]
    if muon:
        group = {"params": muon, "share": 1.0}
        found.append(torch.optim.Muon([group], lr=options.rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"))
    return found


def rate_at(step: int, steps: int, cooldown: int) -> float:
    """Return the share of the full learning rate at a step."""
    return min(1.0, (step + 1) / WARM_UP, (steps - step) / max(1, cooldown))


def loss_of(model: torch.nn.Module, options: argparse.Namespace, step: int) -> Tensor:
    """Return the loss of one step: the squared error of the flow."""
    _, pictures, words = batch(options.seed, step, options.batch)
    chance = torch.Generator().manual_seed(options.seed * 1_000_003 + step)
    clean = to_patches(torch.from_numpy(pictures), Shape(options.width, options.blocks, options.patch))
    noise = torch.randn(clean.shape, generator=chance)
    times = torch.sigmoid(torch.randn(options.batch, generator=chance) * 1.2 - 0.3)
    told = torch.rand(options.batch, generator=chance) >= DROPPED_CAPTIONS
    t = times[:, None, None]
    found = model((1 - t) * noise + t * clean, times, torch.from_numpy(words) * told[:, None])
    return ((found - clean) / (1 - t).clamp_min(NEAR_ONE)).square().mean()


def write_weights(path: Path, average: dict[str, Tensor]) -> None:
    """Write averaged weights in half precision."""
    arrays = {name: value.numpy().astype(np.float16) for name, value in average.items()}
    np.savez(path, allow_pickle=False, **arrays)


def note(folder: Path, step: int, losses: list[float], seconds: float) -> None:
    """Add a line to the log and say it."""
    line = json.dumps(
        {
            "step": step,
            "loss": round(float(np.mean(losses)), 5),
            "seconds": round(seconds, 1),
            "cpu": round(time.process_time(), 1),
        }
    )
    with (folder / "log.jsonl").open("a") as log:
        log.write(line + "\n")
    print(line, flush=True)


if __name__ == "__main__":
    main()
