"""The tasks of the image market: a scene, its prompt, and a seed, fresh for every miner in every round."""

import hashlib
import random

from taonet.markets.image.protocol import ImageTask
from taonet.markets.image.scenes import caption, draw_scene
from taonet.markets.image.weights import MODEL
from taonet.neuron.market import Miner

STEPS = 12


def draw_task(number: int, miner: Miner, secret: bytes, size: int) -> ImageTask:
    """Draw the task of one miner; it follows from number, miner and secret."""
    text = f"{number}/{miner.uid}/{miner.hotkey}".encode()
    digest = hashlib.blake2b(text, key=secret[:64], digest_size=32).digest()
    scene = draw_scene(random.Random(digest[:16]))  # noqa: S311  the secret is in the digest
    return ImageTask(MODEL, caption(scene), int.from_bytes(digest[16:24], "little") >> 1, STEPS, size)
