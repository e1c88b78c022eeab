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

    `without` names layers, counted from 0, that are left out. `bits` rounds the
    weights of all layers to that many bits a weight; 0 keeps them as published.
    """

    without: tuple[int, ...] = ()
    bits: int = 0

    def __post_init__(self) -> None:
        if self.bits and not MIN_BITS <= self.bits <= MAX_BITS:
            raise ModelError(f"bits must be 0 or {MIN_BITS} to {MAX_BITS}, got {self.bits}")


FULL: Final = Variant()


def kept_layers(layer_count: int, variant: Variant) -> tuple[int, ...]:
    """Return the numbers of the layers that a variant runs; refuse to drop what is not there."""
    for layer in variant.without:
        if not 0 <= layer < layer_count:
            raise ModelError(f"there is no layer {layer}: the model has {layer_count}")
    kept = tuple(layer for layer in range(layer_count) if layer not in variant.without)
    if not kept:
        raise ModelError("a model without layers cannot run")
    return kept
