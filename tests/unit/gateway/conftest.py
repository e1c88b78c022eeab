"""A model of a few kilobytes, from the text market's tests."""

from tests.unit.markets.conftest import tiny_gguf, tiny_model

__all__ = ["tiny_gguf", "tiny_model"]
