"""Events on the wire: cut anywhere, bounded, and found again."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.neuron.events import EventReader, event, prefers_events
from taonet.neuron.messages import BadMessage


@given(
    st.lists(st.tuples(st.sampled_from(["part", "answer"]), st.binary(max_size=40).map(bytes.hex)), max_size=5),
    st.lists(st.integers(0, 400), max_size=6),
)
def test_events_are_the_same_wherever_the_stream_is_cut(sent: list[tuple[str, str]], cuts: list[int]) -> None:
    whole = b"".join(event(kind, text.encode()) for kind, text in sent)
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    reader = EventReader(1_000)

    found = [one for start, end in pairwise(places) for one in reader.feed(whole[start:end])]

    assert found == [(kind, text.encode()) for kind, text in sent]


def test_comments_unknown_fields_and_line_ends_of_windows_are_understood() -> None:
    sent = b": hello\r\n\r\nid: 5\r\nevent: part\r\nretry: 1\r\ndata: a\r\ndata:b\r\n\r\n\n\n"

    assert EventReader(100).feed(sent) == [("part", b"a\nb")]


@pytest.mark.parametrize("sent", [b"x" * 101, b"data: a\n" * 20, b"\n\ndata: " + b"y" * 100, b"event: z\n" * 14])
def test_an_event_beyond_the_limit_is_refused_before_it_ends(sent: bytes) -> None:
    reader = EventReader(100)

    with pytest.raises(BadMessage, match="exceeds 100 bytes"):
        _ = [reader.feed(bytes([byte])) for byte in sent]


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/event-stream", True),
        ("application/json, Text/Event-Stream;q=0.9", True),
        ("text/event-streams", False),
    ],
)
def test_who_asks_for_events_gets_them(accept: str, wanted: bool) -> None:
    assert prefers_events(accept) is wanted
