"""Pictures as PNG files: ours are written, others' are read within bounds.

A picture from outside is a PNG of 8-bit RGB of exactly the size that was asked, with nothing behind its end. All that
decides this is read before a pixel is unpacked, and only the chunks with pixels reach the decoder.
"""

import io
import struct
import warnings
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_RGB8: Final = (8, 2, 0, 0, 0)
"""Bit depth, colour type, compression, filter, interlace."""
_MOST_CHUNKS: Final = 4_096


class BadPicture(Exception):
    """Bytes are not the picture that was asked for; the message says why."""


def encode_png(pixels: Pixels) -> bytes:
    """Return a PNG of height x width x 3 values; the same pixels give the same bytes."""
    out = io.BytesIO()
    Image.fromarray(pixels, "RGB").save(out, "PNG")
    return out.getvalue()


def decode_png(data: bytes, size: int) -> Pixels:
    """Return the size x size x 3 values of a PNG; raise `BadPicture` if it is anything else."""
    plain = _plain(data, size)
    try:
        with Image.open(io.BytesIO(plain), formats=["PNG"]) as picture:
            pixels = np.array(picture, np.uint8)
    except (OSError, ValueError, SyntaxError, zlib.error, Image.DecompressionBombError) as error:
        raise BadPicture(f"the PNG cannot be unpacked: {error}") from error
    if pixels.shape != (size, size, 3):
        raise BadPicture(f"the PNG unpacks to {pixels.shape}")
    return pixels


def read_any(data: bytes, most_pixels: int) -> Image.Image:
    """Return a picture that a server of images gave, PNG, JPEG or WebP; raise `BadPicture` if it is none or too big."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"])
            if picture.width * picture.height > most_pixels:
                raise BadPicture(f"a picture of {picture.width} x {picture.height} pixels is too big")
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, zlib.error, Warning, Image.DecompressionBombError) as error:
        raise BadPicture(f"no picture: {error}") from error


def to_rgb(picture: Image.Image, size: int) -> Pixels:
    """Return a picture's middle square as size x size x 3 values."""
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    middle = (left, top, left + side, top + side)
    made = picture.convert("RGB").resize((size, size), Image.Resampling.BOX, box=middle)
    return np.array(made, np.uint8)


def _plain(data: bytes, size: int) -> bytes:
    """Return the same PNG with its header, its pixels and its end alone."""
    if not data.startswith(SIGNATURE):
        raise BadPicture("the picture is no PNG")
    kept, at, first = [SIGNATURE], len(SIGNATURE), True
    for _ in range(_MOST_CHUNKS):
        if at + 12 > len(data):
            raise BadPicture("the PNG ends early")
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise BadPicture("the PNG ends early")
        if first != (kind == b"IHDR"):
            raise BadPicture("the PNG does not begin with its one header")
        if first:
            _check_header(data[at + 8 : at + 8 + length], size)
        elif kind == b"IEND":
            if end != len(data):
                raise BadPicture(f"{len(data) - end} bytes stand behind the end of the PNG")
            return b"".join((*kept, data[at:end]))
        elif kind != b"IDAT" and not kind[:1].islower():
            raise BadPicture(f"a PNG of RGB has no chunk {kind.decode('latin-1')!r}")
        if kind in (b"IHDR", b"IDAT"):
            kept.append(data[at:end])
        at, first = end, False
    raise BadPicture("the PNG has too many chunks")


def _check_header(header: bytes, size: int) -> None:
    if len(header) != 13:
        raise BadPicture("the header of the PNG is damaged")
    width, height, *mode = struct.unpack(">IIBBBBB", header)
    if (width, height) != (size, size):
        raise BadPicture(f"{width} x {height} pixels, and {size} x {size} were asked for")
    if tuple(mode) != _RGB8:
        raise BadPicture("the PNG is not 8-bit RGB without interlacing")
