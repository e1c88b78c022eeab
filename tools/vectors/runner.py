"""Runs test vectors: every family found in a folder against the module that declares it.

A family is a JSON file, plain or compressed by xz, with `family` and `vectors`; each vector has `in` and `out`. The module of
the same name in `tools.vectors.families` declares it: it repeats the name as `FAMILY` and computes
the output of a vector by `check(vector)`, which must be equal to the recorded one. A family that
no module declares is listed, not passed.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast, final

import msgspec

from tools import recorded
from tools.vectors import families

Vector = dict[str, Any]
Check = Callable[[Vector], object]

_DIFFERENCES_KEPT = 5


@final
class Difference(msgspec.Struct, frozen=True):
    """One vector whose computed output is not the recorded one, or that could not be computed."""

    index: int
    vector: Vector
    computed: object


@final
class FamilyResult(msgspec.Struct, frozen=True):
    """Outcome of one family; `passed` is None when no module declares it, `undeclared` names what else was left out."""

    family: str
    total: int
    passed: int | None
    differences: list[Difference]
    undeclared: list[str] = []

    @property
    def failed(self) -> bool:
        """Tell whether a declared family has a vector that differs."""
        return self.passed is not None and self.passed != self.total


def declared_check(family: str) -> Check | None:
    """Return the check of a family, None if no module declares it.

    A module that cannot be imported fails every vector of its family instead of ending the run.
    """
    known = {info.name for info in pkgutil.iter_modules(families.__path__)}
    if family not in known:
        return None
    try:
        module = importlib.import_module(f"{families.__name__}.{family}")
    except Exception as error:  # whatever it is, it is the outcome of this family
        return _always(error)
    if getattr(module, "FAMILY", None) != family:
        return _always(LookupError(f"{module.__name__} does not declare {family}"))
    return cast("Check", module.check)


def load_families(folder: Path) -> Iterator[tuple[str, list[Vector]]]:
    """Yield name and vectors of every family in `folder`, by file name."""
    for path in sorted([*folder.glob("*.json"), *folder.glob("*.json.xz")]):
        document: Any = json.loads(recorded.read(path))
        if isinstance(document, dict) and "vectors" in document:
            content = cast("dict[str, Any]", document)
            yield str(content.get("family", path.stem)), cast("list[Vector]", content["vectors"])


def run_family(family: str, vectors: list[Vector], check: Check | None) -> FamilyResult:
    """Compare every vector of a family; keep the first few that differ."""
    if check is None:
        return FamilyResult(family, len(vectors), None, [])
    passed = 0
    differences: list[Difference] = []
    for index, vector in enumerate(vectors):
        computed = _computed(check, vector)
        if computed == vector["out"]:
            passed += 1
        elif len(differences) < _DIFFERENCES_KEPT:
            differences.append(Difference(index, vector, computed))
    return FamilyResult(family, len(vectors), passed, differences)


def run_folder(folder: Path, check_of: Callable[[str], Check | None]) -> list[FamilyResult]:
    """Run every family of `folder` with the check that `check_of` gives for its name."""
    return [run_family(family, vectors, check_of(family)) for family, vectors in load_families(folder)]


def _computed(check: Check, vector: Vector) -> object:
    try:
        return check(vector)
    except Exception as error:  # any failure is a difference to show, and the run goes on
        return f"{type(error).__name__}: {error}"


def _always(error: Exception) -> Check:
    def check(_: Vector) -> object:
        raise error

    return check
