"""Check files or folders: `python -m tools.determinism src/taonet/runtime`. Exit code 1 when something is found."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.determinism.rules import findings


def main(arguments: list[str]) -> int:
    """Print findings and return the exit code."""
    if not arguments:
        print("usage: python -m tools.determinism PATH ...", file=sys.stderr)
        return 2
    found = 0
    files = 0
    for argument in arguments:
        path = Path(argument)
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            files += 1
            for finding in findings(file.read_text(), str(file)):
                print(finding)
                found += 1
    print(f"determinism: {found} findings in {files} files")
    return 1 if found else 0


sys.exit(main(sys.argv[1:]))
