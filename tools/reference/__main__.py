"""`python -m tools.reference`: write `docs/reference`. `--check` writes nothing and says which pages are old."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.reference.commands import commands_page
from tools.reference.methods import methods_page
from tools.reference.pallets import calls_page, storage_page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES = {"calls.md": calls_page, "storage.md": storage_page, "rpc.md": methods_page, "cli.md": commands_page}
NOTE = "<!-- Made by `make reference` from the code. Change the code, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """Return each page's text by its file name."""
    return {name: NOTE + make() for name, make in PAGES.items()}


def stale() -> list[str]:
    """Return the names of pages that are not what the code says."""
    return [
        name
        for name, text in pages().items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 1 when `--check` found an old page."""
    parser = argparse.ArgumentParser(prog="python -m tools.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, name the old pages")
    options = parser.parse_args(arguments)
    old = stale()
    if options.check:
        print(f"old: {', '.join(old)}. Run `make reference`." if old else "the reference is what the code says")
        return 1 if old else 0
    FOLDER.mkdir(exist_ok=True)
    for name in old:
        (FOLDER / name).write_text(pages()[name], encoding="utf-8")
    print(f"written: {', '.join(old) or 'nothing, all was new'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
