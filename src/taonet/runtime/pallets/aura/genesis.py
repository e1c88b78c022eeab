"""The authorities at genesis."""

from collections.abc import Sequence

from taonet.frame.state import State
from taonet.runtime.pallets.aura.storage import Storage


def build(s: State, authorities: Sequence[bytes]) -> None:
    """Name the keys that take turns in making blocks; at most 32."""
    Storage.Authorities.put(s, list(authorities))
