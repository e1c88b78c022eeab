"""Which refusals and events the rules use: those that some code names, beyond declaring them.

Metadata lists every name of a pallet, because clients count positions; this tells what can happen from what has only a name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from taonet.frame.pallet import Pallet

RULES = Path(__file__).resolve().parents[1] / "src" / "taonet" / "runtime"
PACKAGE = "taonet.runtime"


def idle(pallets: Iterable[Pallet]) -> frozenset[tuple[str, str]]:
    """Return kind and name of the refusals and events that no rule uses, as `("errors", "Swap.InvalidTickRange")`."""
    events = {("events", f"{pallet.name}.{spec.name}"): spec.kind for pallet in pallets for spec in pallet.events}
    errors = {("errors", f"{pallet.name}.{kind.__name__}"): kind for pallet in pallets for kind in pallet.errors}
    kinds: dict[tuple[str, str], type] = {**events, **errors}
    return frozenset(name for name, kind in kinds.items() if not is_used(kind))


def is_used(kind: type) -> bool:
    """Tell whether some rule names a class of refusals or events."""
    return (kind.__module__, kind.__name__) in _used()


@cache
def _used() -> frozenset[tuple[str, str]]:
    files = ((path, ast.parse(path.read_text())) for path in sorted(RULES.rglob("*.py")))
    return frozenset(use for path, tree in files for use in uses(tree, _name(path)))


def uses(tree: ast.Module, module: str) -> Iterator[tuple[str, str]]:
    """Yield module and name of what the code of `module` names: its own, what it imports, what it finds in modules."""
    sources = {alias.asname or alias.name: (one.module or "", alias.name) for one, alias in _imports(tree)}
    own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)} | set(_assigned(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id in sources:
                yield sources[node.id]
            elif node.id in own:
                yield module, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in sources:
            yield ".".join(sources[node.value.id]), node.attr


def _imports(tree: ast.Module) -> Iterator[tuple[ast.ImportFrom, ast.alias]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node, alias


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _name(path: Path) -> str:
    parts = path.relative_to(RULES).with_suffix("").parts
    return ".".join((PACKAGE, *parts)).removesuffix(".__init__")
