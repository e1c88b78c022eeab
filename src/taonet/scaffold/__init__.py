"""The scaffold of a new subnet: a project that works, made of the files in `template/` with its own name in them."""

from __future__ import annotations

import keyword
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME: Final = 40
LONGEST_DESCRIPTION: Final = 100
DESCRIPTION: Final = "A subnet of your own."
"""The description in the template."""
TEMPLATE_NAME: Final = "subnet-name"
RENAMED: Final = {"gitignore": ".gitignore", "pyproject": "pyproject.toml"}
"""Files that would mean something to git and ruff where the template lies."""


class FolderInUse(Exception):
    """There is something in the folder; the message says what to do."""


def make_project(folder: Path, name: str, description: str = DESCRIPTION) -> list[str]:
    """Make the project of a subnet in a folder that is not there or empty, and return its files' names.

    The folder gets its name once all is in it. Raises `ValueError` for a name or a description that cannot be, and
    `OSError` where the disk takes nothing.
    """
    _check_name(name)
    _check_description(description)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"{folder} is there already and not empty: name another folder with --dir")
    words = {TEMPLATE_NAME: name, _module(TEMPLATE_NAME): _module(name), DESCRIPTION: description}
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{name}.", dir=folder.parent))
    try:
        draft.chmod(0o755)
        made = sorted(_write(draft, one, words) for one in _template())
        draft.replace(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return made


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise ValueError(
            f"{name!r} is no name of a subnet: at most {LONGEST_NAME} letters a-z, numbers, and single dashes between, "
            "and a letter first, e.g. my-subnet"
        )
    module = _module(name)
    if keyword.iskeyword(module) or module in sys.stdlib_module_names or find_spec(module) is not None:
        raise ValueError(f"{name!r} is taken: Python has a module or word of this name; choose another, e.g. my-{name}")


def _check_description(description: str) -> None:
    if not (0 < len(description) <= LONGEST_DESCRIPTION and description.isprintable()) or set(description) & set('"\\'):
        raise ValueError(
            f'a description is one line of at most {LONGEST_DESCRIPTION} characters, without " and \\: it goes into the '
            "project's files"
        )


def _module(name: str) -> str:
    return name.replace("-", "_")


def _template() -> Iterator[Traversable]:
    yield from sorted(
        (one for one in (files(__name__) / "template").iterdir() if one.is_file()), key=lambda one: one.name
    )


def _write(folder: Path, source: Traversable, words: dict[str, str]) -> str:
    """Write one file with the project's words in the template's place; return its name."""
    text, name = source.read_text(encoding="utf-8"), RENAMED.get(source.name, source.name)
    pattern = re.compile("|".join(map(re.escape, words)))  # at once, so that no word is found within another's
    name, text = (pattern.sub(lambda found: words[found[0]], one) for one in (name, text))
    (folder / name).write_text(text, encoding="utf-8")
    return name
