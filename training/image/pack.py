"""Write weights as the package ships them: matrices in 8 bits with a scale for each row, the rest in half precision.

python -m training.image.pack runs/generator/generator-6000.npz src/taonet/markets/image/weights/scenes-32.npz
"""

import argparse
from pathlib import Path

import numpy as np


def main() -> None:
    """Pack as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="weights that a training run wrote")
    parser.add_argument("target", type=Path, help="the file to write")
    options = parser.parse_args()
    with np.load(options.source, allow_pickle=False) as arrays:
        packed = pack({name: arrays[name].astype(np.float32) for name in arrays.files})
    options.target.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(options.target, allow_pickle=False, **packed)


def pack(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return arrays as they are kept; `taonet.markets.image.weights` undoes it."""
    packed: dict[str, np.ndarray] = {}
    for name, values in arrays.items():
        if values.ndim < 2:
            packed[name] = values.astype(np.float16)
            continue
        rows = values.reshape(len(values), -1)
        scale = (np.abs(rows).max(1) / 127).astype(np.float16)
        steps = np.maximum(scale.astype(np.float32), 1e-12)[:, None]
        packed[name] = np.rint(rows / steps).clip(-127, 127).astype(np.int8).reshape(values.shape)
        packed[f"{name}.scale"] = scale
    return packed


if __name__ == "__main__":
    main()
