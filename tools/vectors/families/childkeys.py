"""Inherited stake and dividends of one hotkey with parents and children."""

from __future__ import annotations

from typing import Any

from taonet.runtime.pallets.subtensor.math.dividends import (
    Parent,
    distribute_dividends,
    inherited_stake,
    self_contribution,
    stake_weight,
    u64_fraction,
)

FAMILY = "childkeys"


def check(vector: dict[str, Any]) -> object:
    """Return the distribution, what is recycled, and the stakes it rests on."""
    given = vector["in"]
    hotkey = given["hotkey"]
    stakes = {key: (alpha, root) for key, alpha, root in given["stakes_hotkey_alpha_root"]}
    owners = dict(given["owners"])
    children = [proportion for proportion, _ in given["children_proportion_key"]]
    lenders = [(part, *stakes[key]) for part, key in given["parents_proportion_key"]]
    alpha, root = stakes[hotkey]
    tao_weight = u64_fraction(given["tao_weight"])
    own = self_contribution(alpha, root, children, tao_weight)
    parents = [
        Parent(key, part, *stakes[key], owners[key] != owners[hotkey]) for part, key in given["parents_proportion_key"]
    ]
    result = distribute_dividends(
        hotkey,
        given["dividends"],
        own,
        parents,
        tao_weight=tao_weight,
        childkey_take=given["childkey_take_u16"],
        childkey_burn=u64_fraction(given["ck_burn"]),
    )
    inherited_alpha = inherited_stake(alpha, children, [(part, a) for part, a, _ in lenders])
    inherited_tao = inherited_stake(root, children, [(part, r) for part, _, r in lenders])
    return {
        "distribution": [list(payment) for payment in result.payments],
        "recycled": [[1, amount] for _, amount in result.recycled],
        "self_contribution": own,
        "inherited_alpha": inherited_alpha,
        "inherited_tao": inherited_tao,
        "stake_weight_i64f64": list(stake_weight(inherited_alpha, inherited_tao, tao_weight)),
    }
