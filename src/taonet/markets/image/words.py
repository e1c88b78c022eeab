"""Prompts as numbers: at most eight words of a small vocabulary; articles and the like are left out."""

import re
from typing import Final

from taonet.markets.image.scenes import COLOURS, SIZES
from taonet.markets.image.shapes import SHAPES

MAX_WORDS: Final = 8
PAD: Final = 0
UNKNOWN: Final = 1
_LEFT_OUT: Final = frozenset({"a", "an", "the", "in", "at", "of", "background", "corner"})
VOCABULARY: Final = (
    "", "?", *COLOURS, *SHAPES, *SIZES, "centre", "left", "right", "top", "bottom", "above", "below", "on",
)  # fmt: skip
_NUMBERS: Final = {word: number for number, word in enumerate(VOCABULARY) if number > UNKNOWN}


def word_ids(prompt: str) -> list[int]:
    """Return the numbers of a prompt's first eight words, filled up with 0; a word that is not known is 1."""
    words = [word for word in re.findall(r"[a-z]+", prompt.lower()) if word not in _LEFT_OUT][:MAX_WORDS]
    ids = [_NUMBERS.get(word, UNKNOWN) for word in words]
    return ids + [PAD] * (MAX_WORDS - len(ids))
