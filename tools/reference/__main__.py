"""`python -m tools.reference`: write `docs/reference`, and the list of what is missing in the README.

`--check` writes nothing and says which pages are old.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.reference.commands import commands_page
from tools.reference.methods import methods_page
from tools.reference.missing import missing_list, missing_page
from tools.reference.pallets import calls_page, storage_page

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
PAGES = {
    "calls.md": calls_page,
    "storage.md": storage_page,
    "missing.md": missing_page,
    "rpc.md": methods_page,
    "cli.md": commands_page,
}
README = ROOT / "README.md"
BEGIN, END = "<!-- Made by `make reference`: -->\n", "<!-- until here. -->\n"
NOTE = "<!-- Made by `make reference` from the code. Change the code, not this page. -->\n\n"


def pages() -> dict[Path, str]:
    """Return each page's text by its file."""
    readme = with_list(README.read_text(encoding="utf-8"), missing_list())
    return {FOLDER / name: NOTE + make() for name, make in PAGES.items()} | {README: readme}


def with_list(page: str, text: str) -> str:
    """Return a page with what stands between its two marks replaced."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}{text}{END}{after}"


def stale() -> dict[str, Path]:
    """Return the files that are not what the code says, by name."""
    return {
        path.name: path
        for path, text in pages().items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }


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
    for path in old.values():
        path.write_text(pages()[path], encoding="utf-8")
    print(f"written: {', '.join(old) or 'nothing, all was new'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
