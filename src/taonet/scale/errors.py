"""Errors of encoding and decoding."""

from typing import final


class ScaleError(ValueError):
    """Bytes or a value that a codec refuses."""


@final
class DecodeError(ScaleError):
    """Bytes that are not the encoding of any value: says what was expected, and at which offset."""


@final
class EncodeError(ScaleError):
    """A value that does not fit its codec: out of range, wrong length, unknown variant."""
