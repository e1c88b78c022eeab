import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from taonet.markets.image.png import SIGNATURE, BadPicture, decode_png, encode_png, read_any, to_rgb

PIXELS = np.random.default_rng(1).integers(0, 256, (32, 32, 3)).astype(np.uint8)
GOOD = encode_png(PIXELS)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int = 32, height: int = 32, mode: tuple[int, ...] = (8, 2, 0, 0, 0)) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *mode))


def saved(picture: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def test_what_was_written_is_read() -> None:
    assert np.array_equal(decode_png(GOOD, 32), PIXELS)
    assert encode_png(PIXELS) == GOOD


def test_chunks_of_text_are_skipped() -> None:
    end = len(GOOD) - 12
    commented = GOOD[:end] + chunk(b"tEXt", b"Comment\0hello") + GOOD[end:]

    assert np.array_equal(decode_png(commented, 32), PIXELS)


BOMB = SIGNATURE + header(60_000, 60_000) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")
BAD = {
    "no PNG": b"GIF89a" + GOOD,
    "nothing": b"",
    "only the signature": SIGNATURE,
    "ends early": GOOD[:-20],
    "no end": GOOD[:-12],
    "more behind the end": GOOD + b"x",
    "a second picture behind the end": GOOD + GOOD,
    "a bomb": BOMB,
    "a length beyond the file": SIGNATURE + struct.pack(">I", 0xFFFF_FFF0) + b"IHDR",
    "two headers": SIGNATURE + header() + header() + GOOD[33:],
    "no header": SIGNATURE + chunk(b"IDAT", b"") + chunk(b"IEND", b""),
    "a palette": saved(Image.fromarray(PIXELS, "RGB").convert("P")),
    "grey": saved(Image.fromarray(PIXELS, "RGB").convert("L")),
    "see-through": saved(Image.fromarray(PIXELS, "RGB").convert("RGBA")),
    "interlaced": SIGNATURE + header(mode=(8, 2, 0, 0, 1)) + GOOD[33:],
    "another size": encode_png(PIXELS[:16, :16]),
    "no pixels": SIGNATURE + header() + chunk(b"IEND", b""),
    "too few pixels": SIGNATURE + header() + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b""),
    "broken pixels": SIGNATURE + header() + chunk(b"IDAT", b"\xff" * 50) + chunk(b"IEND", b""),
    "a JPEG": saved(Image.fromarray(PIXELS, "RGB"), "JPEG"),
    "chunks without end": SIGNATURE + header() + chunk(b"tEXt", b"") * 10_000,
    "a chunk that nobody knows and that matters": SIGNATURE + header() + chunk(b"XXXX", b"") + GOOD[33:],
}


@pytest.mark.parametrize("name", list(BAD))
def test_what_is_not_the_asked_picture_is_refused(name: str) -> None:
    with pytest.raises(BadPicture):
        decode_png(BAD[name], 32)


@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=6), st.integers(0, len(GOOD)))
def test_damaged_bytes_are_a_picture_or_refused(changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    for candidate in (bytes(data), bytes(data[:length])):
        with contextlib.suppress(BadPicture):
            assert decode_png(candidate, 32).shape == (32, 32, 3)


def test_a_servers_picture_may_be_of_other_kinds_but_not_too_big() -> None:
    picture = Image.fromarray(PIXELS, "RGB")

    assert read_any(saved(picture, "JPEG"), 2_000).size == (32, 32)
    assert read_any(saved(picture.convert("P")), 2_000).mode == "RGB"
    for bad in (saved(picture), saved(picture, "GIF"), b"", BOMB):
        with pytest.raises(BadPicture):
            read_any(bad, 1_000)


def test_a_picture_is_brought_to_a_square_from_its_middle() -> None:
    wide = np.zeros((64, 128, 3), np.uint8)
    wide[:, 32:96] = 200

    made = to_rgb(Image.fromarray(wide, "RGB"), 32)

    assert made.shape == (32, 32, 3)
    assert (made == 200).all()
