"""What was recorded of the real chain, kept in `tests/vectors`: plain files and files compressed by xz.

`python -m tools.recorded numbers FILE ...` compresses files into `tests/vectors/numbers`, the same bytes every time.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "vectors"
NUMBERS = FOLDER / "numbers"
CHAIN = FOLDER / "chain"


def read(path: Path) -> bytes:
    """Return a file's content, unpacked where its name ends in `.xz`."""
    content = path.read_bytes()
    return lzma.decompress(content) if path.suffix == ".xz" else content


def pack(source: Path, folder: Path) -> Path:
    """Write `source` compressed into `folder`; JSON loses the space between its tokens."""
    content = source.read_bytes()
    if source.suffix == ".json":
        content = json.dumps(json.loads(content), separators=(",", ":")).encode()
    target = folder / f"{source.name}.xz"
    target.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
    return target


def main(arguments: list[str]) -> int:
    """Pack files; return the exit code."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    for name in arguments[1:]:
        print(pack(Path(name), FOLDER / arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
