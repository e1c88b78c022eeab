"""Weaker forms of the same model, so that a market has something to tell apart.

A variant is not a fake: it is the model with layers left out or with coarser
weights. It is cheaper to run and it answers worse.
"""

from dataclasses import dataclass
from typing import Final

from taonet.subnets.text.model.errors import ModelError

MIN_BITS: Final = 2
MAX_BITS: Final = 8


@dataclass(frozen=True)
class Variant:
    """How far a model departs from the published one.

    `skip_layers` inner layers are left out, spread evenly; the first and the
    last layer always stay. `bits` rounds the weights of all layers to that many
    bits a weight; 0 keeps them as published.
    """

    skip_layers: int = 0
    bits: int = 0

    def __post_init__(self) -> None:
        if self.skip_layers < 0:
            raise ModelError(f"cannot skip {self.skip_layers} layers")
        if self.bits and not MIN_BITS <= self.bits <= MAX_BITS:
            raise ModelError(f"bits must be 0 or {MIN_BITS} to {MAX_BITS}, got {self.bits}")


FULL: Final = Variant()


def kept_layers(layer_count: int, variant: Variant) -> tuple[int, ...]:
    """Return the numbers of the layers that a variant runs."""
    inner = layer_count - 2
    skip = variant.skip_layers
    if skip == 0:
        return tuple(range(layer_count))
    if skip > inner:
        raise ModelError(f"the model has {layer_count} layers; at most {max(inner, 0)} can go")
    dropped = {1 + (2 * i + 1) * inner // (2 * skip) for i in range(skip)}
    return tuple(layer for layer in range(layer_count) if layer not in dropped)
