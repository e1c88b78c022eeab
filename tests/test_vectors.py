"""The recorded numbers of the chain, family by family."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY))  # tools are not part of the installed package

from tools.vectors.runner import (  # noqa: E402
    Vector,
    declared_check,
    default_folder,
    load_families,
    run_family,
)

FOLDER = default_folder()
FAMILIES = dict(load_families(FOLDER)) if FOLDER is not None else {}

pytestmark = pytest.mark.skipif(FOLDER is None, reason="no folder shared/spec/vectors beside the repository")


@pytest.mark.parametrize(("family", "vectors"), FAMILIES.items(), ids=FAMILIES)
def test_every_recorded_number_of_a_family_is_reproduced(family: str, vectors: list[Vector]) -> None:
    check = declared_check(family)
    if check is None:
        pytest.skip(f"{family} is not declared")

    result = run_family(family, vectors, check)

    assert result.total > 0
    assert result.passed == result.total, result.differences[0]


def test_the_folder_holds_families() -> None:
    assert FAMILIES
