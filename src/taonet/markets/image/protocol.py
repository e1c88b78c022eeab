"""The two messages of the image market, `image/1`."""

from typing import Annotated, Final

from msgspec import Meta, Struct

from taonet.neuron.market import Protocol

MAX_PROMPT: Final = 1_000
MAX_STEPS: Final = 32
MIN_SIDE: Final = 32
MAX_SIDE: Final = 1_024
MAX_PNG: Final = 2 << 20
STATE_BYTES: Final = 32 * 32 * 3 * 2
SEED_LIMIT: Final = 1 << 63

_Name = Annotated[str, Meta(min_length=1, max_length=100)]
_Steps = Annotated[int, Meta(ge=1, le=MAX_STEPS)]


class ImageTask(Struct, frozen=True, forbid_unknown_fields=True):
    """Draw what a prompt says, from the noise that a seed stands for, in so many steps; `size` pixels a side."""

    model: _Name
    prompt: Annotated[str, Meta(min_length=1, max_length=MAX_PROMPT)]
    seed: Annotated[int, Meta(ge=0, le=SEED_LIMIT - 1)]
    steps: _Steps
    size: Annotated[int, Meta(ge=MIN_SIDE, le=MAX_SIDE)] = 32


class ImageAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """A PNG of 8-bit RGB, and how it came about.

    `model` and `steps` say what was run: a miner that runs a lighter model, or fewer steps than asked, says so here.
    `states` are the sampler's states one after the other, little-endian float16, rows of pixels: the noise first, then
    what each step left. A model without such states leaves them empty.
    """

    model: _Name
    steps: _Steps
    png: Annotated[bytes, Meta(max_length=MAX_PNG)]
    states: Annotated[bytes, Meta(max_length=(MAX_STEPS + 1) * STATE_BYTES)] = b""


IMAGE_PROTOCOL: Final = Protocol("image/1", ImageTask, ImageAnswer, max_answer_bytes=4 << 20)
