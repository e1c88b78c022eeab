"""`python -m tools.golden`: write the runtime's metadata as text where the test compares it. `--check` only compares.

Read the difference before you commit it: every line of it is a change that clients see.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from taonet.frame.metadata import build_v15
from taonet.runtime.construct import RUNTIME, VOTES
from tools.golden.render import render

FOLDER = Path(__file__).resolve().parents[2] / "tests" / "vectors" / "metadata"
FILE, VOTES_FILE = FOLDER / "v15.txt", FOLDER / "v15-votes.txt"
"""The standard runtime's metadata, and what that of chains with votes has besides."""


def texts() -> dict[Path, str]:
    """Return the text of each file."""
    standard, votes = render(build_v15(RUNTIME)), render(build_v15(VOTES))
    shared = set(standard.splitlines())
    return {FILE: standard, VOTES_FILE: "".join(f"{line}\n" for line in votes.splitlines() if line not in shared)}


def changes_of(file: Path, now: str) -> list[str]:
    """Return what differs from a committed file, line by line."""
    before = file.read_text() if file.is_file() else ""
    return list(difflib.unified_diff(before.splitlines(), now.splitlines(), "committed", "now", lineterm="", n=0))


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 1 when `--check` found a difference."""
    parser = argparse.ArgumentParser(prog="python -m tools.golden", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, print the difference")
    options = parser.parse_args(arguments)
    changes = {file: changes_of(file, now) for file, now in texts().items()}
    if options.check:
        found = [line for lines in changes.values() for line in lines]
        print("\n".join(found) or "the metadata is the committed one")
        return 1 if found else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file, now in texts().items():
        file.write_text(now)
        print(f"{file.name}: {len(changes[file])} lines of difference, {len(now.splitlines())} lines now")
    return 0


if __name__ == "__main__":
    sys.exit(main())
