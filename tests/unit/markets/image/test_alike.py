from collections.abc import Callable

import numpy as np

from taonet.markets.image.alike import originals
from taonet.markets.image.png import Pixels
from taonet.markets.image.scenes import Scene


def test_pictures_of_other_prompts_are_no_copies(
    scenes: list[Scene], painted: Callable[[list[Scene]], list[Pixels]]
) -> None:
    pictures = painted(scenes)

    assert originals(pictures, list(range(len(pictures)))) == [None] * len(pictures)


def test_a_copy_is_found_though_it_is_changed_a_little(
    scenes: list[Scene], painted: Callable[[list[Scene]], list[Pixels]]
) -> None:
    first, second, third = painted(scenes)[:3]
    rng = np.random.default_rng(1)
    noisy = (second.astype(np.int16) + rng.integers(-8, 9, second.shape)).clip(0, 255).astype(np.uint8)
    brighter = (second.astype(np.int16) + 6).clip(0, 255).astype(np.uint8)

    assert originals([first, second, noisy, brighter, third], [1, 1, 0.1, 0.2, 1]) == [None, None, 1, 1, None]


def test_the_original_is_whose_picture_fits_its_prompt_and_equals_are_let_be() -> None:
    picture = np.zeros((32, 32, 3), np.uint8)
    picture[8:20, 4:30] = 200

    assert originals([picture, picture], [0.1, 0.9]) == [1, None]
    assert originals([picture, picture], [0.5, 0.5]) == [None, None]


def test_plain_pictures_and_missing_ones_copy_nobody() -> None:
    plain = np.full((32, 32, 3), 77, np.uint8)

    assert originals([plain, plain, None], [0.2, 0.9, 1.0]) == [None, None, None]
