"""Check that each file with rules names its upstream source: `python -m tools.sources src/taonet/runtime`.

The module's docstring ends in lines of one form, a file and the functions in it that the rules follow:

    Source: coinbase/block_step.rs block_step, update_moving_prices

The path is below `<path>/src` of the pallet's `Reference`, or whole, from the repository's root. `@0751d00` behind the names
is a commit newer than the reference's; `Source: spec 475` stands for a rule that was published as behaviour only.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

FORM = re.compile(r"Source: (spec \d+|[\w./-]+\.rs \w+(, \w+)*( @[0-9a-f]{7,40})?)")
DECLARATIONS = frozenset(
    {"__init__", "storage", "types", "errors", "events", "constants", "genesis", "hooks", "invariants", "part"}
)
"""Files that declare, or that only call rules of other files."""
ASSEMBLY = ("address", "api/", "construct", "description", "genesis/", "transaction/extensions")
"""Files and folders of the runtime that put together or show what rules elsewhere decide."""
OWN = ("pallets/validator_votes/", "pallets/drand/offline")
"""What nobody else has; `docs/design.md` says why they are as they are."""
DEBT: tuple[str, ...] = ()
"""Beginnings of paths, below the checked folder, that may lack a source. It may only shrink."""


def has_rules(tree: ast.Module, name: str) -> bool:
    """Tell whether a module of this name, below the checked folder and without `.py`, has rules of its own."""
    stem = name.rsplit("/", 1)[-1]
    declares = stem in DECLARATIONS or name.startswith((*ASSEMBLY, *OWN))
    return not declares and any(isinstance(node, ast.FunctionDef) for node in tree.body)


def fault(tree: ast.Module, name: str) -> str | None:
    """Return what is wrong with the sources that a module names."""
    lines = [line for line in (ast.get_docstring(tree) or "").splitlines() if line.startswith("Source:")]
    wrong = [line for line in lines if not FORM.fullmatch(line)]
    if wrong:
        return f"{wrong[0]!r} has not the form `Source: folder/file.rs function, function`"
    return (
        "names no source: end its docstring in `Source: folder/file.rs function`"
        if has_rules(tree, name) and not lines
        else None
    )


def main(arguments: list[str]) -> int:
    """Print what is wrong and return the exit code."""
    root, found, paid = Path(arguments[0]), 0, set(DEBT)
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).with_suffix("").as_posix()
        text = fault(ast.parse(path.read_text()), name)
        owed = {start for start in DEBT if name.startswith(start)} if text else set[str]()
        paid -= owed
        if text and not owed:
            print(f"{path}: {text}")
            found += 1
    for start in sorted(paid):
        print(f"{start or 'everything'} owes no source any more: take it out of DEBT in tools/sources.py")
    print(f"sources: {found} files without one")
    return 1 if found or paid else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
