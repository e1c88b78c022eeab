from __future__ import annotations

import json
from pathlib import Path

import pytest
from tools.recorded import NUMBERS, pack
from tools.vectors.__main__ import main
from tools.vectors.runner import declared_check, load_families, run_family


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def write(family: str, *vectors: dict[str, object]) -> None:
        document = {"family": family, "about": "", "vectors": list(vectors)}
        (tmp_path / f"{family}.json").write_text(json.dumps(document))

    emission = {"fn": "f", "in": {"issuance": 0}, "out": {"ret": 1_000_000_000}}
    write("block_emission", emission, emission)
    write("nobody_declares_this", emission)
    (tmp_path / "notes.json").write_text("[]")
    return tmp_path


def own_families() -> int:
    """Count the repository's own families, which are run first, with the fees."""
    return len(list(NUMBERS.iterdir())) + 1


def test_only_families_are_loaded(folder: Path) -> None:
    assert [name for name, _ in load_families(folder)] == ["block_emission", "nobody_declares_this"]


def test_a_compressed_family_is_the_same(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    packed = tmp_path_factory.mktemp("packed")
    pack(folder / "block_emission.json", packed)

    assert dict(load_families(packed)) == {name: vectors for name, vectors in load_families(folder) if "block" in name}


def test_a_whole_family_passes_and_an_undeclared_one_is_listed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[own_families() :] == [
        "block_emission 2/2",
        "nobody_declares_this -/1 (not declared)",
    ]


def test_a_differing_vector_fails_and_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "block_emission.json"
    document = json.loads(path.read_text())
    document["vectors"][1]["out"]["ret"] = 7
    path.write_text(json.dumps(document))

    assert main([str(folder), "--verbose"]) == 1
    shown = capsys.readouterr().out
    assert "block_emission 1/2" in shown
    assert "vector 1 (f)" in shown
    assert '{"ret": 7}' in shown


def test_json_output_is_one_list(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(folder), "--json"])

    first, second = json.loads(capsys.readouterr().out)[own_families() :]
    assert first == {
        "family": "block_emission",
        "passed": 2,
        "total": 2,
        "declared": True,
        "failed": False,
        "undeclared": [],
    }
    assert second["declared"] is False


def test_a_folder_without_vectors_is_an_error(tmp_path: Path) -> None:
    assert main([str(tmp_path)]) == 2
    assert main([str(tmp_path / "missing")]) == 2


def test_a_check_that_raises_is_a_difference() -> None:
    check = declared_check("burn")
    assert check is not None

    result = run_family("burn", [{"fn": "no such rule", "in": {}, "out": {}}], check)

    assert result.failed
    assert "LookupError" in str(result.differences[0].computed)


def test_an_unknown_family_has_no_check() -> None:
    assert declared_check("nobody_declares_this") is None
