"""`python -m tools.golden`: write the runtime's metadata as text where the test compares it. `--check` only compares.

Read the difference before you commit it: every line of it is a change that clients see.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from taonet.frame.metadata import build_v15
from taonet.runtime.construct import RUNTIME
from tools.golden.render import render

FILE = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "metadata" / "v15.txt"


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 1 when `--check` found a difference."""
    parser = argparse.ArgumentParser(prog="python -m tools.golden", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, print the difference")
    options = parser.parse_args(arguments)
    now, before = render(build_v15(RUNTIME)), FILE.read_text() if FILE.is_file() else ""
    changes = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "committed", "now", lineterm="", n=0))
    if options.check:
        print("\n".join(changes) or "the metadata is the committed one")
        return 1 if changes else 0
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(now)
    print(f"{FILE.name}: {len(changes)} lines of difference, {len(now.splitlines())} lines now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
