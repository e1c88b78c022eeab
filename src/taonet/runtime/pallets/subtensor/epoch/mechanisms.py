"""Several mechanisms of one subnet: how alpha is split among them and results are joined.

Source: subnets/mechanism.rs split_emissions, epoch_with_mechanisms, weighted_acc_u16, weighted_acc_alpha
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from taonet.primitives.arithmetic import U16_MAX, saturating_add, saturating_sub
from taonet.primitives.fixed import U64F64
from taonet.runtime.pallets.subtensor.epoch.yuma.types import EpochOutputs


class JointOutputs(msgspec.Struct, frozen=True, kw_only=True):
    """What a subnet's mechanisms decide together. Every list has one item for each uid."""

    dividends: list[int]
    """u16, weighted by the mechanisms' parts, stored in Dividends."""
    consensus: list[int]
    """u16, weighted, stored in Consensus."""
    validator_trust: list[int]
    """u16, weighted, stored in ValidatorTrust."""
    stake_weight: list[int]
    """u16, weighted, stored in StakeWeight."""
    active: list[bool]
    """True where any mechanism says so, stored in Active."""
    validator_permit: list[bool]
    """True where any mechanism says so, stored in ValidatorPermit."""
    combined_emission: list[int]
    """Rao of alpha, weighted, stored in Emission."""
    server_emission: list[int]
    """Rao of alpha, summed; coinbase pays it for mining."""
    validator_emission: list[int]
    """Rao of alpha, summed; coinbase pays it for validating."""
    stake: list[int]
    """Whole rao of total stake, summed over mechanisms, for voting power."""


def split_emissions(alpha: int, mechanism_count: int, split: Sequence[int] | None) -> list[int]:
    """Return the part of each mechanism, in rao of alpha; together they are `alpha`.

    Without a split, or with one of another length, the parts are even. What rounding leaves
    over goes to mechanism 0.
    """
    if split is not None and len(split) == mechanism_count:
        parts = [alpha * share // U16_MAX for share in split]
    else:
        parts = [alpha // mechanism_count] * mechanism_count
    parts[0] = saturating_add(parts[0], saturating_sub(alpha, sum(parts)))
    return parts


def mechanism_weights(parts: Sequence[int], total: int) -> list[int]:
    """Return the U64F64 weight of each mechanism: its part of the alpha.

    Where there is no alpha, mechanism 0 has all the weight.
    """
    return [
        U64F64.safe_div_or(U64F64.from_int(part), U64F64.from_int(total), U64F64.one if mechanism == 0 else 0)
        for mechanism, part in enumerate(parts)
    ]


def accumulate_weighted(existing: int, added: int, weight: int, width: int) -> int:
    """Return existing + added * weight in U64F64, floored to an integer of `width` bits."""
    product = U64F64.mul(U64F64.from_int(added), weight)
    return U64F64.to_int(U64F64.add(U64F64.from_int(existing), product), width)


def join_mechanisms(
    outputs: Sequence[EpochOutputs],
    parts: Sequence[int],
    total: int,
    *,
    exact_emission: bool = False,
) -> JointOutputs:
    """Join the epochs of mechanisms 0, 1, ... that received `parts` of `total` rao.

    The floor is taken after every mechanism, so even a single one goes through floor(x * 1).
    With `exact_emission`, which is Null consensus, combined emission is summed and not
    weighted.
    """
    weights = mechanism_weights(parts, total)

    def weighted(field: Callable[[EpochOutputs], list[int]], width: int) -> list[int]:
        result = [0] * len(field(outputs[0]))
        for output, weight in zip(outputs, weights, strict=True):
            result = [
                accumulate_weighted(existing, added, weight, width)
                for existing, added in zip(result, field(output), strict=True)
            ]
        return result

    return JointOutputs(
        dividends=weighted(lambda o: o.dividends, 16),
        consensus=weighted(lambda o: o.consensus, 16),
        validator_trust=weighted(lambda o: o.validator_trust, 16),
        stake_weight=weighted(lambda o: o.stake_weight, 16),
        active=_any_of([output.active for output in outputs]),
        validator_permit=_any_of([output.validator_permit for output in outputs]),
        combined_emission=_sum_of([output.combined_emission for output in outputs])
        if exact_emission
        else weighted(lambda o: o.combined_emission, 64),
        server_emission=_sum_of([output.server_emission for output in outputs]),
        validator_emission=_sum_of([output.validator_emission for output in outputs]),
        stake=_sum_of([output.stake for output in outputs]),
    )


def _any_of(lists: Sequence[list[bool]]) -> list[bool]:
    return [any(flags) for flags in zip(*lists, strict=True)]


def _sum_of(lists: Sequence[list[int]]) -> list[int]:
    result = lists[0]
    for amounts in lists[1:]:
        result = [saturating_add(a, b) for a, b in zip(result, amounts, strict=True)]
    return result
