"""Helpers on lists of I32F32 bits: shares, sums, normalisation, the largest k.

The order of flooring and dividing in these is consensus. Sums are plain, since the chain's
own sums of shares cannot leave the range.

Source: epoch/math.rs inplace_normalize, inplace_normalize_using_sum, inplace_mask_vector, is_topk_nonzero
Source: epoch/math.rs vec_max_upscale_to_u16, vec_u16_max_upscale_to_u16
"""

from __future__ import annotations

from collections.abc import Sequence

from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.fixed import I32F32, FixedFormat

ONE = I32F32.one
_U16_MAX_FIXED = I32F32.from_int(U16_MAX)
_UPSCALE_FIRST_ABOVE = I32F32.from_int(32_768)


def share_of_u16(value: int) -> int:
    """Return a u16 as a share of 65535."""
    return I32F32.safe_div(I32F32.from_int(value), _U16_MAX_FIXED)


def u16_of_share(share: int) -> int:
    """Return a share in 65535ths, floored and clamped to u16."""
    return I32F32.to_int(I32F32.mul(share, _U16_MAX_FIXED), 16)


def u16s_of_shares(shares: Sequence[int]) -> list[int]:
    """Return every share in 65535ths."""
    return [u16_of_share(share) for share in shares]


def normalise(vector: Sequence[int], form: FixedFormat = I32F32) -> list[int]:
    """Divide by the sum; leave a vector whose sum is 0."""
    return normalise_by(vector, sum(vector), form)


def normalise_by(vector: Sequence[int], total: int, form: FixedFormat = I32F32) -> list[int]:
    """Divide by `total`; leave the vector where that is 0."""
    if total == 0:
        return list(vector)
    return [form.safe_div(value, total) for value in vector]


def mask_vector(vector: Sequence[int], keep: Sequence[bool]) -> list[int]:
    """Set to 0 what is not kept; an index beyond `keep` is not kept."""
    return [value if i < len(keep) and keep[i] else 0 for i, value in enumerate(vector)]


def product(a: Sequence[int], b: Sequence[int]) -> list[int]:
    """Multiply item by item; 0 where the product overflows."""
    return [I32F32.checked_mul(x, y) or 0 for x, y in zip(a, b, strict=False)]


def top_k_nonzero(vector: Sequence[int], k: int) -> list[bool]:
    """Mark the k largest that are not 0. Among equals the lower index loses."""
    n = len(vector)
    marked = [value != 0 for value in vector]
    if n >= k:
        ascending = sorted(range(n), key=vector.__getitem__)
        for i in ascending[: n - k]:
            marked[i] = False
    return marked


def max_upscale_to_u16(vector: Sequence[int]) -> list[int]:
    """Scale I32F32 bits so that the largest becomes 65535; a vector of zeros stays."""
    largest = max(vector, default=0)
    if largest == 0:
        return [I32F32.to_int(I32F32.mul(value, _U16_MAX_FIXED), 16) for value in vector]
    # Large values are multiplied by the quotient, small ones multiplied first: the product
    # of a large value and 65535 would not fit.
    if largest > _UPSCALE_FIRST_ABOVE:
        factor = I32F32.safe_div(_U16_MAX_FIXED, largest)
        scaled = [I32F32.mul(value, factor) for value in vector]
    else:
        scaled = [I32F32.safe_div(I32F32.mul(value, _U16_MAX_FIXED), largest) for value in vector]
    return [I32F32.to_int(I32F32.round(value), 16) for value in scaled]


def max_upscale_u16s(values: Sequence[int]) -> list[int]:
    """Scale u16 weights so that the largest becomes 65535, as they are stored."""
    return max_upscale_to_u16([I32F32.from_int(value) for value in values])
