"""What the rules of the chain may not do, found in the syntax tree.

A line that must do it all the same says why: `# determinism: reason`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

FORBIDDEN_MODULES = frozenset(
    {"asyncio", "anyio", "time", "datetime", "random", "secrets", "os", "socket", "threading", "logging", "uuid",
     "multiprocessing", "locale", "tempfile", "pathlib", "subprocess", "statistics"}
)  # fmt: skip
FORBIDDEN_CALLS = {
    "hash": "differs between processes",
    "id": "differs between processes",
    "float": "rounds as the machine does",
    "open": "reads a file",
    "input": "reads a terminal",
    "eval": "runs text",
    "exec": "runs text",
}
ORDERLESS_CONSUMERS = frozenset({"list", "tuple", "enumerate", "iter", "next", "zip", "map"})
EXCUSE = "# determinism:"


def findings(source: str, path: str) -> list[str]:
    """Return one line a finding: place, and what is wrong."""
    tree = ast.parse(source, path)
    lines = source.splitlines()
    return [f"{path}:{node.lineno}: {text}" for node, text in _walk(tree) if EXCUSE not in lines[node.lineno - 1]]


def _walk(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    hash_methods = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == "__hash__"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            yield from ((node, text) for text in _statement(node))
        elif isinstance(node, ast.expr) and node not in hash_methods:
            yield from ((node, text) for text in _expression(node))


def _statement(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        yield from (
            f"imports {name}: the rules know no clock, chance, file or thread"
            for name in names
            if name.split(".")[0] in FORBIDDEN_MODULES
        )
    elif isinstance(node, ast.Assert):
        yield "assert is removed under -O: raise instead"
    elif isinstance(node, ast.For | ast.AsyncFor) and _is_set(node.iter):
        yield "walks a set: its order differs between processes; sort it"
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        yield "true division makes a float"


def _expression(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        yield f"{node.value} is a float: use integers or fixed point"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield "true division makes a float"
    elif isinstance(node, ast.ListComp | ast.DictComp | ast.GeneratorExp):
        if any(_is_set(generator.iter) for generator in node.generators):
            yield "walks a set: its order differs between processes; sort it"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name = node.func.id
        if name in FORBIDDEN_CALLS:
            yield f"{name}() {FORBIDDEN_CALLS[name]}"
        if name in ORDERLESS_CONSUMERS and any(map(_is_set, node.args)):
            yield f"{name}() of a set has no fixed order; sort it"


def _is_set(node: ast.expr) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"set", "frozenset"}
