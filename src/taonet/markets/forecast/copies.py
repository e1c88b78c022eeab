"""Near-duplicates: ensembles that are somebody else's, with the paths in another order, noise on them, or stretched.

Two forecasters with the same model draw different chance, so hardly any path of one has a twin in the other. The steps
of two independent paths are nearly at right angles; a copied path points the same way (or, mirrored, the opposite one).
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from taonet.markets.forecast.arrays import Doubles, log_returns

PROBES: Final = 32
"""Paths of an ensemble that are looked for in the others."""
TWIN_COSINE: Final = 0.9
"""Two paths are twins above this: noise of up to half the size of the steps is seen through."""
COPIED_SHARE: Final = 0.2
"""An ensemble is a copy when more than this share of its probed paths have twins in another."""


def directions(paths: Doubles) -> Doubles:
    """Return each path's steps, as a direction of length one."""
    steps = log_returns(paths)
    return steps / np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-300)


def shared(one: Doubles, other: Doubles) -> float:
    """Return the share of the probed paths of one ensemble that have a twin in another, both given as directions."""
    probes = one[:: max(1, len(one) // PROBES)][:PROBES]
    nearest = np.abs(probes @ other.T).max(axis=1)
    return float((nearest > TWIN_COSINE).mean())


def originals(ensembles: Sequence[Doubles]) -> list[int | None]:
    """Return for each ensemble, earliest first, the index of the earlier one that it copies, or None.

    Copies of copies count as copies of the original.
    """
    aimed = [directions(paths) for paths in ensembles]
    found: list[int | None] = []
    for own, current in enumerate(aimed):
        earlier = (i for i in range(own) if found[i] is None)
        found.append(next((i for i in earlier if shared(current, aimed[i]) > COPIED_SHARE), None))
    return found
