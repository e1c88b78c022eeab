"""What many tests share: names for amounts and accounts, and the client's own view of our chain."""

from __future__ import annotations

TAO = 1_000_000_000
"""A TAO, or an alpha, in its smallest unit."""
