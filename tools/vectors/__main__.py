"""`python -m tools.vectors [FOLDER ...]`: print how many of the repository's vectors pass, and of those in more folders."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.recorded import NUMBERS
from tools.vectors import fees
from tools.vectors.runner import FamilyResult, declared_check, run_folder

_SHOWN_CHARACTERS = 2_000


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when every declared family passes whole, 1 when one fails, 2 without vectors."""
    options = _parser().parse_args(arguments)
    results = [*run_folder(NUMBERS, declared_check), fees.run()]
    for folder in options.folders:
        found = run_folder(folder, declared_check)
        if not found:
            print(f"No vectors in {folder}.", file=sys.stderr)
            return 2
        results += found
    if options.json:
        print(json.dumps([_as_json(result) for result in results], indent=2))
    else:
        _print_lines(results, verbose=options.verbose)
    return 1 if any(result.failed for result in results) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.vectors", description=__doc__)
    parser.add_argument(
        "folders", metavar="FOLDER", type=Path, nargs="*", help="where more families are: *.json, *.json.xz"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON list instead of lines")
    parser.add_argument("--verbose", action="store_true", help="show the first vectors that differ")
    return parser


def _print_lines(results: list[FamilyResult], *, verbose: bool) -> None:
    for result in results:
        if result.passed is None:
            print(f"{result.family} -/{result.total} (not declared)")
            continue
        left_out = (
            f", {len(result.undeclared)} not declared: {' '.join(result.undeclared)}" if result.undeclared else ""
        )
        print(f"{result.family} {result.passed}/{result.total}{left_out}")
        if verbose:
            for difference in result.differences:
                vector = difference.vector
                print(f"  vector {difference.index} ({vector.get('fn', '?')})")
                print(f"    in:       {_short(vector.get('in'))}")
                print(f"    recorded: {_short(vector['out'])}")
                print(f"    computed: {_short(difference.computed)}")


def _short(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + " ..."


def _as_json(result: FamilyResult) -> dict[str, object]:
    return {
        "family": result.family,
        "passed": result.passed,
        "total": result.total,
        "declared": result.passed is not None,
        "failed": result.failed,
        "undeclared": result.undeclared,
    }


if __name__ == "__main__":
    sys.exit(main())
