"""`python -m tools.surface`: compare the runtime's metadata with the real chain's surface and print the share reached.

An item is equal when it is declared as the chain declares it. Refusals and events are listed whole, since clients find them
by position; those that no rule uses count as names only, and not into the share.

Exit code 0 when all that is declared is equal, 1 when something differs, 2 without a surface.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from taonet.frame.api import RuntimeApi
from taonet.frame.metadata import build_v15
from taonet.frame.pallet import Pallet
from taonet.frame.runtime import Runtime
from taonet.runtime.extensions import EXTRINSICS
from taonet.runtime.version import VERSION
from tools.surface.chain import SURFACE, read_surface
from tools.surface.compare import KINDS, Item, compare
from tools.uses import idle

SHOWN_DIFFERENCES = 3


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code."""
    options = _parser().parse_args(arguments)
    if not options.surface.is_file():
        print(f"There is no surface {options.surface}.", file=sys.stderr)
        return 2
    pallets, apis = _named(options.only) if options.only else _runtime()
    theirs, their_apis = read_surface(options.surface)
    our_apis = {api.name: (api.id, api.version) for api in apis}
    ours = build_v15(Runtime(VERSION, pallets, apis, EXTRINSICS))
    items = compare(ours, theirs, our_apis, their_apis, idle(pallets))
    if options.only:
        names = {pallet.name for pallet in pallets}
        items = [item for item in items if item.declared or item.name.split(".", 1)[0] in names]
    if options.json:
        print(json.dumps(_as_json(items), indent=2))
    else:
        _print_report(items, list_missing=options.list_missing)
    return 1 if any(item.differences for item in items) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.surface", description=__doc__)
    parser.add_argument("--surface", type=Path, default=SURFACE, help="another surface to compare with")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--list-missing", action="store_true", help="name what the chain has and we have not, or as a name only"
    )
    parser.add_argument(
        "--only", nargs="+", metavar="MODULE", help="compare only these pallets' modules (the last part is enough)"
    )
    return parser


def _runtime() -> tuple[tuple[Pallet, ...], tuple[RuntimeApi, ...]]:
    from taonet.runtime.api import APIS
    from taonet.runtime.construct import RUNTIME

    return RUNTIME.pallets, APIS


def _named(modules: list[str]) -> tuple[tuple[Pallet, ...], tuple[RuntimeApi, ...]]:
    names = [name if "." in name else f"taonet.runtime.pallets.{name}" for name in modules]
    loaded = [importlib.import_module(name) for name in names]
    pallets = tuple(module.PALLET for module in loaded if hasattr(module, "PALLET"))
    apis = tuple(api for module in loaded for api in vars(module).values() if isinstance(api, RuntimeApi))
    return pallets, apis


def _print_report(items: list[Item], *, list_missing: bool) -> None:
    print(f"{'kind':<18}{'equal':>7}{'names only':>12}{'differ':>8}{'missing':>9}{'on chain':>10}{'works':>8}")
    for kind in (*KINDS, "all"):
        chosen = [item for item in items if kind in {item.kind, "all"}]
        if not chosen:
            continue
        count = _counts(chosen)
        share = 100 * sum(item.works for item in chosen) / count["on_chain"] if count["on_chain"] else 0.0
        numbers = f"{count['equal']:>7}{count['names_only']:>12}{count['differ']:>8}{count['missing']:>9}"
        print(f"{kind:<18}{numbers}{count['on_chain']:>10}{share:>7.1f}%")
    for item in items:
        if item.differences:
            print(f"DIFFERS {item.kind} {item.name}")
            for text in item.differences[:SHOWN_DIFFERENCES]:
                print(f"    {text}")
            if len(item.differences) > SHOWN_DIFFERENCES:
                print(f"    and {len(item.differences) - SHOWN_DIFFERENCES} more")
    if list_missing:
        for item in items:
            if not item.declared:
                print(f"MISSING {item.kind} {item.name}")
            elif item.idle:
                print(f"NAME ONLY {item.kind} {item.name}")


def _counts(items: list[Item]) -> dict[str, int]:
    return {
        "equal": sum(item.equal for item in items),
        "names_only": sum(item.equal and not item.works for item in items),
        "differ": sum(bool(item.differences) for item in items),
        "missing": sum(not item.declared for item in items),
        "on_chain": sum(item.on_chain for item in items),
    }


def _as_json(items: list[Item]) -> dict[str, object]:
    kinds = {kind: _counts([item for item in items if item.kind == kind]) for kind in KINDS}
    return {
        "kinds": kinds,
        "differences": [
            {"kind": item.kind, "name": item.name, "differences": list(item.differences)}
            for item in items
            if item.differences
        ],
        "missing": [{"kind": item.kind, "name": item.name} for item in items if not item.declared],
        "names_only": [{"kind": item.kind, "name": item.name} for item in items if item.idle],
    }


if __name__ == "__main__":
    sys.exit(main())
