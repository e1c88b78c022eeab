"""Train the image market's generator, with checkpoints it can go on from.

    python -m training.image.train_generator --folder runs/generator --keep 750 1000 2000

Step n sees the same pictures and the same noise in every run with the same seed. The learning rate rises, stays, and
falls to zero over the last `--cooldown` steps, so that a run can be made longer, or brought to its end, from any
checkpoint.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.image.generator import Generator, Shape, to_patches
from training.image.pictures import batch

CHECKPOINT = "checkpoint.pt"
WARM_UP = 300
DROPPED_CAPTIONS = 0.1
NEAR_ONE = 0.1
"""The loss stops rising when so little noise is left."""


def main() -> None:
    """Train as the command line says; the defaults are the recipe of the shipped weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where checkpoints, the log and the weights go")
    parser.add_argument("--steps", type=int, default=3_300)
    parser.add_argument("--cooldown", type=int, default=1_300)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--blocks", type=int, default=5)
    parser.add_argument("--patch", type=int, default=4)
    parser.add_argument("--every", type=int, default=250, help="steps between checkpoints")
    parser.add_argument("--compile", action="store_true", help="compile the network; takes minutes, then is faster")
    parser.add_argument("--stop", type=int, help="stop after this step, to go on another time")
    parser.add_argument("--keep", type=int, nargs="*", default=[], help="steps whose averaged weights are kept as well")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    train(options, opened(options))


@dataclass
class Run:
    """What training changes."""

    model: Generator
    optimisers: list[torch.optim.Optimizer]
    average: dict[str, Tensor]
    """The weights averaged over the last steps: what is shipped."""
    step: int = 0
    seconds: float = 0.0


def opened(options: argparse.Namespace) -> Run:
    """Return the run as the folder's checkpoint has it, or a new one."""
    model = Generator(Shape(options.width, options.blocks, options.patch))
    average = {name: value.detach().clone() for name, value in model.named_parameters()}
    run = Run(model, make_optimisers(model, options.rate), average)
    if (options.folder / CHECKPOINT).exists():
        kept = torch.load(options.folder / CHECKPOINT)
        model.load_state_dict(kept["model"])
        for optimiser, state in zip(run.optimisers, kept["optimisers"], strict=True):
            optimiser.load_state_dict(state)
        run.average, run.step, run.seconds = kept["average"], kept["step"], kept["seconds"]
    return run


def train(options: argparse.Namespace, run: Run) -> None:
    """Train to the last step, or to where it is to stop; write checkpoints, the log, and the weights."""
    network = torch.compile(run.model) if options.compile else run.model
    losses: list[float] = []
    began, end = time.monotonic() - run.seconds, min(options.steps, options.stop or options.steps)
    while run.step < end:
        rate = options.rate * rate_at(run.step, options.steps, options.cooldown)
        losses.append(take_step(run, loss_of(network, run.model.shape, options, run.step), rate))
        run.step += 1
        run.seconds = time.monotonic() - began
        if run.step % 100 == 0:
            note(options.folder, run, losses)
            losses.clear()
        if run.step % options.every == 0 or run.step == end:
            save(options.folder / CHECKPOINT, run)
        if run.step in options.keep or run.step == options.steps:
            write_weights(options.folder / f"generator-{run.step}.npz", run.average)


def take_step(run: Run, loss: Tensor, rate: float) -> float:
    """Change the weights by a loss, and their average; return the loss."""
    for optimiser in run.optimisers:
        optimiser.zero_grad(set_to_none=True)
        for group in optimiser.param_groups:
            group["lr"] = rate
    loss.backward()
    torch.nn.utils.clip_grad_norm_(run.model.parameters(), 1.0)
    for optimiser in run.optimisers:
        optimiser.step()
    keep = min(0.998, (run.step + 1) / (run.step + 10))
    with torch.no_grad():
        for name, value in run.model.named_parameters():
            run.average[name].lerp_(value, 1 - keep)
    return loss.item()


def make_optimisers(model: Generator, rate: float) -> list[torch.optim.Optimizer]:
    """Return Muon for the blocks' matrices and AdamW for the rest."""
    named = list(model.named_parameters())
    inner = [value for name, value in named if value.ndim == 2 and name.startswith("blocks.")]
    rest = [value for name, value in named if value.ndim != 2 or not name.startswith("blocks.")]
    return [
        torch.optim.AdamW(rest, lr=rate, betas=(0.9, 0.98), weight_decay=0.01),
        torch.optim.Muon(inner, lr=rate, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
    ]


def rate_at(step: int, steps: int, cooldown: int) -> float:
    """Return the share of the full learning rate at a step."""
    return min(1.0, (step + 1) / WARM_UP, (steps - step) / max(1, cooldown))


def loss_of(network: nn.Module, shape: Shape, options: argparse.Namespace, step: int) -> Tensor:
    """Return the loss of one step: the squared error of the flow."""
    _, pictures, words = batch(options.seed, step, options.batch)
    chance = torch.Generator().manual_seed(options.seed * 1_000_003 + step)
    clean = to_patches(torch.from_numpy(pictures), shape)
    noise = torch.randn(clean.shape, generator=chance)
    times = torch.sigmoid(torch.randn(options.batch, generator=chance) * 1.2 - 0.3)
    told = torch.rand(options.batch, generator=chance) >= DROPPED_CAPTIONS
    t = times[:, None, None]
    found = network((1 - t) * noise + t * clean, times, torch.from_numpy(words) * told[:, None])
    return ((found - clean) / (1 - t).clamp_min(NEAR_ONE)).square().mean()


def save(path: Path, run: Run) -> None:
    """Write a checkpoint; the file holds the old one or the new one, whatever happens."""
    state = {
        "model": run.model.state_dict(),
        "optimisers": [optimiser.state_dict() for optimiser in run.optimisers],
        "average": run.average,
        "step": run.step,
        "seconds": run.seconds,
    }
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def write_weights(path: Path, average: dict[str, Tensor]) -> None:
    """Write averaged weights in half precision."""
    arrays = {name: value.numpy().astype(np.float16) for name, value in average.items()}
    np.savez(path, allow_pickle=False, **arrays)


def note(folder: Path, run: Run, losses: list[float]) -> None:
    """Add a line to the log and say it."""
    facts = {"step": run.step, "loss": round(float(np.mean(losses)), 5), "seconds": round(run.seconds, 1)}
    with (folder / "log.jsonl").open("a") as log:
        log.write(json.dumps(facts) + "\n")
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
