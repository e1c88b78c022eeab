"""What a block creates, and how a subnet's part divides: pool liquidity, a purchase by the chain, alpha paid out.

The halving curve is one for TAO and for every subnet's alpha. Amounts are U96F32 bits of rao until they are booked.
The terms are those of all specs; the order in which they are booked changed. Until spec 431: weights first, then the
chain's buy, then alpha and TAO into the reserves. From 432 on: the buy, then the TAO, then the weights with what waits
in the reservoirs, then alpha and TAO into the reserves. The alpha issuance handed to these functions must include the
alpha reservoir from 432 on.

Source: coinbase/block_emission.rs get_block_emission_for_issuance
Source: coinbase/run_coinbase.rs get_subnet_terms, emit_to_subnets
Source: coinbase/block_step.rs root_proportion
"""

from __future__ import annotations

from typing import final

import msgspec

from taonet.primitives.arithmetic import U16_MAX
from taonet.primitives.fixed import U64F64, U96F32

TOTAL_SUPPLY = 21_000_000_000_000_000  # rao: 21 million TAO, and the same for each alpha
DEFAULT_BLOCK_EMISSION = 1_000_000_000  # rao: 1 TAO


@final
class Curve(msgspec.Struct, frozen=True):
    """How a token is issued: at most `cap` rao, `first` of them in each block until half of the cap is there."""

    cap: int
    first: int

    @property
    def blocks_to_half(self) -> int:
        """Return in how many blocks half of the cap is issued, if nothing is recycled."""
        return -(-self.cap // (2 * self.first))


REAL_CURVE = Curve(TOTAL_SUPPLY, DEFAULT_BLOCK_EMISSION)
"""The real chain's, for TAO and for each alpha."""

_FRACTION = 32  # I96F32, the format of the whole computation
_ONE = 1 << _FRACTION

_HALF = 1 << 31


def block_emission(issuance: int, curve: Curve = REAL_CURVE) -> int:
    """Return the rao that a block creates when `issuance` rao exist.

    Halves each time half of the remaining supply is issued, 0 from the cap on.
    """
    if issuance >= curve.cap:
        return 0
    issued = (issuance << _FRACTION) // curve.cap
    remaining = _ONE - issued
    # log2 of 1/remaining is only used for its whole part, so the fraction is not worked out.
    halvings = _whole_log2((_ONE << _FRACTION) // remaining)
    multiplier = (_ONE << _FRACTION) // (_ONE << halvings)
    return multiplier * curve.first >> _FRACTION


@final
class Terms(msgspec.Struct, frozen=True):
    """U96F32 bits of rao of one subnet in one block.

    `tao_in` and `alpha_in` enter the pool, `excess_tao` buys alpha, `alpha_out` goes to people.
    """

    tao_in: int
    alpha_in: int
    alpha_out: int
    excess_tao: int


@final
class Pending(msgspec.Struct, frozen=True):
    """Rao of alpha that one block adds to each pool that waits for the epoch."""

    owner_cut: int
    server: int
    validator: int
    root: int


def root_proportion(root_tao: int, tao_weight: int, alpha_issuance: int) -> int:
    """Return the part that root stake has in a subnet, as U96F32 bits.

    `root_tao` and `alpha_issuance` are rao, `tao_weight` is U96F32 bits.
    """
    weighted = U96F32.mul(U96F32.from_int(root_tao), tao_weight)
    return U96F32.safe_div(weighted, U96F32.add(weighted, U96F32.from_int(alpha_issuance)))


def injection_terms(tao: int, price: int, alpha_issuance: int, root_share: int, curve: Curve = REAL_CURVE) -> Terms:
    """Split the TAO of a subnet (U96F32 bits) at `price` (U64F64 bits).

    The alpha that goes with it is capped at `root_share` (see `root_proportion`) of the subnet's
    own block emission; TAO beyond the cap is the excess.
    """
    alpha_out = U96F32.from_int(block_emission(alpha_issuance, curve))
    spot = U96F32.convert(price, U64F64)
    tao_in, alpha_in = tao, U96F32.safe_div(tao, spot)
    cap = U96F32.mul(root_share, alpha_out)
    if alpha_in > cap:
        alpha_in = cap
        tao_in = U96F32.mul(cap, spot)
    return Terms(tao_in, alpha_in, alpha_out, U96F32.sub(tao, tao_in))


def split_alpha_out(alpha_out: int, root_share: int, owner_cut: int | None) -> Pending:
    """Split the alpha for people (U96F32 bits) into the four pending pools, each rounded down.

    `root_share` is the root proportion *after* the injection, `owner_cut` a fraction of 65 535 or
    None where the subnet pays none.
    """
    cut = 0
    if owner_cut is not None:
        rate = U96F32.safe_div(U96F32.from_int(owner_cut), U96F32.from_int(U16_MAX))
        cut = U96F32.mul(alpha_out, rate)
    rest = U96F32.sub(alpha_out, cut)
    root = U96F32.mul(U96F32.mul(root_share, rest), _HALF)
    server = U96F32.mul(rest, _HALF)
    validator = U96F32.sub(U96F32.sub(rest, server), root)
    return Pending(*(to_rao(bits) for bits in (cut, server, validator, root)))


def to_rao(bits: int) -> int:
    """Return an amount in U96F32 bits as whole rao, at most 2**64-1."""
    return U96F32.to_int(bits)


def _whole_log2(value: int) -> int:
    count = 0
    while value >= 2 * _ONE:
        # Each halving rounds up, as the chain's logarithm does: a value a hair below a power of
        # two may count as that power.
        value = (value >> 1) + (value & 1)
        count += 1
    return count
