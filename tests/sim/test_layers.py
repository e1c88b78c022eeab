"""The layered backend answers as a dictionary does, however it was written and forked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from taonet.frame.state import DictBackend
from taonet.sim.layers import Layers

KEYS = st.binary(max_size=2)
CHANGES = st.dictionaries(KEYS, st.none() | st.binary(max_size=2), max_size=6)


@given(st.lists(CHANGES, max_size=12), CHANGES, KEYS, st.none() | KEYS)
def test_reads_as_a_dictionary(
    commits: list[dict[bytes, bytes | None]], last: dict[bytes, bytes | None], prefix: bytes, start: bytes | None
) -> None:
    layers, plain = Layers(), DictBackend()
    for changes in commits:
        layers.commit(changes)
        plain.commit(changes)
        assert list(layers.iterate(prefix, start)) == list(plain.iterate(prefix, start))
    fork = layers.fork()
    layers.commit(last)

    assert list(fork.iterate(b"")) == list(plain.iterate(b""))
    assert all(fork.get(key) == plain.get(key) for key in last)
    plain.commit(last)
    assert list(layers.iterate(b"")) == list(plain.iterate(b""))
    assert all(layers.get(key) == plain.get(key) for key in last)


def test_few_layers_lie_over_a_value() -> None:
    layers = Layers()
    for number in range(1_000):
        layers.commit({number.to_bytes(2, "big"): b"x"})
    assert len(layers._layers) <= 10
