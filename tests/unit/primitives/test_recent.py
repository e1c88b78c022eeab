"""What is remembered of what was worked out lately, and within which bounds."""

from hypothesis import given
from hypothesis import strategies as st

from taonet.primitives.recent import Recent


def test_remembers_the_latest_and_forgets_the_oldest() -> None:
    recent: Recent[int, str] = Recent(most=2)
    for number in range(5):
        recent.add(number, str(number))

    assert [recent.get(number) for number in range(5)] == [None, None, "2", "3", "4"]


def test_forgets_by_bytes_as_well() -> None:
    recent: Recent[int, str] = Recent(most=100, most_bytes=10)
    for number in range(5):
        recent.add(number, str(number), size=10)

    assert [recent.get(number) for number in range(5)] == [None, None, None, "3", "4"]


def test_remembers_nothing_after_it_was_cleared() -> None:
    recent: Recent[int, str] = Recent(most=2)
    recent.add(1, "one")
    recent.clear()

    assert recent.get(1) is None
    assert not len(recent)


@given(most=st.integers(1, 8), keys=st.lists(st.integers(0, 20), max_size=60))
def test_keeps_the_latest_and_never_more_than_twice_as_many(most: int, keys: list[int]) -> None:
    recent: Recent[int, int] = Recent(most)
    for key in keys:
        recent.add(key, key * 2)

        assert len(recent) <= 2 * most
        assert recent.get(key) == key * 2
    assert all(recent.get(key) == key * 2 for key in keys[-most:])
