"""Record what torch makes of made-up weights, for the tests of the NumPy forms.

python -m training.image.vectors tests/unit/markets/image/torch.json
"""

import argparse
import json
from pathlib import Path

import numpy as np

from taonet.markets.image.shapes import SIDE, Floats
from taonet.markets.image.words import MAX_WORDS, VOCABULARY, word_ids

WIDTH = 32
GENERATOR = {
    "words": (len(VOCABULARY), WIDTH),
    "word_places": (MAX_WORDS, WIDTH),
    "places": (16, WIDTH),
    "patch.weight": (WIDTH, 192),
    "patch.bias": (WIDTH,),
    "time.weight": (WIDTH, 64),
    "time.bias": (WIDTH,),
    "slots": (MAX_WORDS, len(VOCABULARY), WIDTH),
    "mix.weight": (WIDTH, WIDTH),
    "mix.bias": (WIDTH,),
    "modulate.weight": (6 * WIDTH, WIDTH),
    "modulate.bias": (6 * WIDTH,),
    "last.weight": (2 * WIDTH, WIDTH),
    "last.bias": (2 * WIDTH,),
    "picture.weight": (192, WIDTH),
    "picture.bias": (192,),
    "blocks.0.qkv.weight": (3 * WIDTH, WIDTH),
    "blocks.0.out.weight": (WIDTH, WIDTH),
    "blocks.0.up.weight": (4 * WIDTH, WIDTH),
    "blocks.0.down.weight": (WIDTH, 4 * WIDTH),
    "blocks.0.shift": (6 * WIDTH,),
}
ENCODER = {
    "patch.weight": (64, 3, 4, 4),
    "patch.bias": (64,),
    "first.weight": (64, 64, 3, 3),
    "first.bias": (64,),
    "second.weight": (64, 64, 3, 3),
    "second.bias": (64,),
    "third.weight": (96, 64, 3, 3),
    "third.bias": (96,),
    "seen.weight": (96, 16 * 96),
    "seen.bias": (96,),
    "slots": (MAX_WORDS, len(VOCABULARY), 192),
    "told.weight": (96, 192),
    "told.bias": (96,),
}
PROMPTS = ("a red circle above a blue ring on a white background", "a cat")
TIME = 0.3
SAMPLED = 37
"""Every so many of the numbers of a result are kept."""


def made_up(shapes: dict[str, tuple[int, ...]], seed: int, size: float = 0.2) -> dict[str, Floats]:
    """Return weights that look random and follow from arithmetic alone."""
    made: dict[str, Floats] = {}
    for number, (name, shape) in enumerate(shapes.items()):
        count = np.arange(int(np.prod(shape)), dtype=np.float64)
        made[name] = (np.sin(count * 12.9898 + number * 78.233 + seed) * 43758.5453 % 1.0 - 0.5).astype(np.float32)
        made[name] = made[name].reshape(shape) * np.float32(3.4 * size)
    return made


def picture() -> Floats:
    """Return a picture that looks random."""
    return made_up({"picture": (SIDE, SIDE, 3)}, 9, 1.0)["picture"]


def main() -> None:
    """Record as the command line says."""
    import torch  # noqa: PLC0415  the rest of this file is for tests without it

    from training.image.encoder import Encoder  # noqa: PLC0415
    from training.image.generator import Generator, Shape, to_patches, to_pictures  # noqa: PLC0415

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    generator, encoder = Generator(Shape(WIDTH, 1, 8)), Encoder()
    for module, arrays in ((generator, made_up(GENERATOR, 1)), (encoder, made_up(ENCODER, 2, 0.05))):
        parameters = {name: value for name, value in module.named_parameters() if name != "scale"}
        if set(parameters) != set(arrays):
            raise SystemExit(f"other weights than expected: {set(parameters) ^ set(arrays)}")
        with torch.no_grad():
            for name, value in parameters.items():
                value.copy_(torch.from_numpy(arrays[name]))
    words = torch.tensor([word_ids(prompt) for prompt in PROMPTS])
    with torch.no_grad():
        states = to_patches(torch.from_numpy(picture())[None].repeat(2, 1, 1, 1), generator.shape)
        seen = to_pictures(generator(states, torch.full((2,), TIME), words), generator.shape)
        made = {
            "torch": torch.__version__,
            "predicted": seen.reshape(-1)[::SAMPLED].tolist(),
            "seen": encoder.see(torch.from_numpy(picture())[None])[0].tolist(),
            "read": encoder.read(words).reshape(-1).tolist(),
        }
    short = {k: [round(x, 7) for x in v] if isinstance(v, list) else v for k, v in made.items()}
    options.target.write_text(json.dumps(short, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
