"""The code of the guides in `docs/guides`; the tests run it."""
