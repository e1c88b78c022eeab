"""What a running neuron logs, read on from where it was left."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, final

Entry = Mapping[str, Any]


@final
@dataclass(slots=True)
class Follower:
    """A log of JSON objects, one a line, that another process writes."""

    log: Path
    position: int = 0

    def new(self) -> Iterator[Entry]:
        """Yield the entries that were added since the last call."""
        if not self.log.exists():
            return
        with self.log.open("rb") as lines:
            lines.seek(self.position)
            while (line := lines.readline()).endswith(b"\n"):
                self.position += len(line)
                if (entry := parsed(line)) is not None:
                    yield entry


def parsed(line: bytes | str) -> Entry | None:
    """Return the object in a line; None where it holds something else."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return cast("Entry", entry) if isinstance(entry, dict) else None
