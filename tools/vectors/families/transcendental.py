"""Vectors of exp, ln, log2, square root and the sigmoids."""

from __future__ import annotations

from typing import Any

from taonet.primitives.fixed import FORMATS
from taonet.primitives.transcendental import (
    checked_sqrt,
    exp,
    exp_safe,
    ln,
    ln_safe,
    log2,
    sigmoid_safe,
)
from taonet.runtime.pallets.subtensor.epoch.yuma.bonds import liquid_alpha_of_pair

FAMILY = "transcendental"


def check(vector: dict[str, Any]) -> object:
    """Compute what `vector["out"]` records for one argument."""
    name, given = vector["fn"], vector["in"]
    if name == "sigmoid_safe":
        return {"ret": sigmoid_safe(given["input"], given["rho"], given["kappa"])}
    if name == "alpha_sigmoid":
        return {"ret": liquid_alpha_of_pair(**given)}
    function, _, form_name = name.rpartition("_")
    form, x = FORMATS[form_name], given["x"]
    if function == "checked_sqrt":
        return {"ret": checked_sqrt(form, x, given["epsilon"])}
    if function == "log2":
        return {"ret": log2(form, x)}
    if function == "ln":
        return {"ret": ln(form, x), "safe_ln": ln_safe(x)}
    result: dict[str, int | None] = {"ret": exp(form, x)}
    if form_name == "I32F32":
        result["exp_safe"] = exp_safe(x)
    return result
