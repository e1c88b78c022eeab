"""JSON-RPC methods: parameters, what they return, and other names."""

from __future__ import annotations

import inspect
from typing import Any

from taonet.node.rpc.methods import METHODS, UNSAFE, Method
from tools.reference.text import one_line, table

INTRO = """Parameters are a list, in this order; those with a default may be left out. `block` hashes are hexadecimal and default to
the newest block. Methods marked † are for askers on the node's own machine only.
"""


def methods_page() -> str:
    """Return the page of all methods, namespace by namespace."""
    lines = ["# JSON-RPC methods", "", INTRO]
    own = {method.name: method for method in METHODS.values()}
    for namespace in sorted({name.split("_")[0] for name in own}):
        members = sorted(name for name in own if name.split("_")[0] == namespace)
        lines += [
            f"## {namespace}",
            "",
            *table(("method", "parameters", "what it does"), map(_row, map(own.get, members))),
        ]
    return "\n".join(lines).rstrip() + "\n"


def _row(method: Method | None) -> tuple[str, str, str]:
    if method is None:
        raise LookupError("a method without a name")
    mark = " †" if method.name.startswith(UNSAFE) else ""
    aliases = sorted(name for name, other in METHODS.items() if other is method and name != method.name)
    also = f" Also called {', '.join(f'`{name}`' for name in aliases)}." if aliases else ""
    parameters = list(inspect.signature(method.function).parameters.values())[1:]
    return (
        f"`{method.name}`{mark}",
        ", ".join(map(_parameter, parameters)),
        one_line(method.function.__doc__ or "") + also,
    )


def _parameter(parameter: inspect.Parameter) -> str:
    kind = _type(parameter.annotation)
    has_default = parameter.default is not inspect.Parameter.empty and parameter.default is not None
    return f"{parameter.name}: `{kind}`" + (f" = `{parameter.default!r}`" if has_default else "")


def _type(annotation: Any) -> str:
    text = (
        annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)
    )
    return text.replace("|", "or").replace("None", "null")
