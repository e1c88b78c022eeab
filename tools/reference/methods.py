"""JSON-RPC methods: parameters, what they return, and other names."""

from __future__ import annotations

import inspect
import re
from typing import Any

from taonet.node.rpc.methods import LOCAL, METHODS, UNSAFE, Method
from tools.reference.text import one_line, table

INTRO = """Parameters are a list, in this order, or an object by name (`start_key` is also `startKey`); those that may be null may be
left out, and what a method does not take is not looked at. `Hex` is bytes in hexadecimal, with or without 0x. `hash` and `at`
are blocks and default to the newest. Methods marked † are for askers on the node's own machine only, and only where the chain
is a development chain; those marked ‡ are for askers on the node's own machine.
"""
_RETURNS = re.compile(r"^Returns: ", re.MULTILINE)
_EXAMPLE = re.compile(r"^Example: `(.*)`$", re.MULTILINE)


def methods_page() -> str:
    """Return the page of all methods, namespace by namespace."""
    lines = ["# JSON-RPC methods", "", INTRO]
    own = {method.name: method for method in METHODS.values()}
    for namespace in sorted({name.split("_")[0] for name in own}):
        members = [own[name] for name in sorted(own) if name.split("_")[0] == namespace]
        lines += [
            f"## {namespace}",
            "",
            *table(("method", "parameters", "what it does"), map(_row, members)),
        ]
        for method in members:
            lines += _explained(method)
    return "\n".join(lines).rstrip() + "\n"


def example_of(method: Method) -> str | None:
    """Return the parameters of a method's example as JSON, if it has one."""
    found = _EXAMPLE.search(_doc(method))
    return None if found is None else found[1]


def _doc(method: Method) -> str:
    return inspect.cleandoc(method.function.__doc__ or "")


def _row(method: Method) -> tuple[str, str, str]:
    mark = " †" if method.name.startswith(UNSAFE) else " ‡" if method.name in LOCAL else ""
    aliases = sorted(name for name, other in METHODS.items() if other is method and name != method.name)
    also = f" Also called {', '.join(f'`{name}`' for name in aliases)}." if aliases else ""
    parameters = list(inspect.signature(method.function).parameters.values())[1:]
    return (
        f"`{method.name}`{mark}",
        ", ".join(map(_parameter, parameters)),
        one_line(_doc(method).split("\n\n", maxsplit=1)[0]) + also,
    )


def _explained(method: Method) -> list[str]:
    """Return a section of its own for a method with an example: the whole docstring, and the example as a request."""
    example = example_of(method)
    if example is None:
        return []
    _, rest = _doc(method).split("\n\n", maxsplit=1)
    text = _RETURNS.sub("It returns ", _EXAMPLE.sub("", rest).strip())
    request = f'{{"jsonrpc": "2.0", "id": 1, "method": "{method.name}", "params": {example}}}'
    return [f"### {method.name}", "", text, "", "```json", request, "```", ""]


def _parameter(parameter: inspect.Parameter) -> str:
    kind = _type(parameter.annotation)
    has_default = parameter.default is not inspect.Parameter.empty and parameter.default is not None
    return f"{parameter.name}: `{kind}`" + (f" = `{parameter.default!r}`" if has_default else "")


def _type(annotation: Any) -> str:
    text = (
        annotation.__name__ if isinstance(annotation, type) and not hasattr(annotation, "__args__") else str(annotation)
    )
    plain = re.sub(r"typing\.Annotated\[int[^]]*\)\]", "int", text).replace("str | list[int]", "Hex")
    return plain.replace("|", "or").replace("None", "null")
