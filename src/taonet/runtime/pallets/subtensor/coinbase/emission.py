"""How much one block creates: the halving curve, for TAO and for every subnet's alpha alike."""

from __future__ import annotations

TOTAL_SUPPLY = 21_000_000_000_000_000  # rao: 21 million TAO, and the same for each alpha
DEFAULT_BLOCK_EMISSION = 1_000_000_000  # rao: 1 TAO

_FRACTION = 32  # I96F32, the format of the whole computation
_ONE = 1 << _FRACTION


def block_emission(issuance: int) -> int:
    """Return the rao that a block creates when `issuance` rao exist.

    Halves each time half of the remaining supply is issued, 0 from 21 million TAO on.
    """
    if issuance >= TOTAL_SUPPLY:
        return 0
    issued = (issuance << _FRACTION) // TOTAL_SUPPLY
    remaining = _ONE - issued
    # log2 of 1/remaining is only used for its whole part, so the fraction is not worked out.
    halvings = _whole_log2((_ONE << _FRACTION) // remaining)
    multiplier = (_ONE << _FRACTION) // (_ONE << halvings)
    return multiplier * DEFAULT_BLOCK_EMISSION >> _FRACTION


def _whole_log2(value: int) -> int:
    count = 0
    while value >= 2 * _ONE:
        # Each halving rounds up, as the chain's logarithm does: a value a hair below a power of
        # two may count as that power.
        value = (value >> 1) + (value & 1)
        count += 1
    return count
