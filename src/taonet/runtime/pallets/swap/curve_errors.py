"""Why a trade is refused, before the pallet gives the refusal its place in the metadata."""

from __future__ import annotations


class SwapRefused(Exception):
    """The pool does not do this trade. Nothing was changed."""


class SwapInputTooLarge(SwapRefused):
    """The input net of fee is above 1 000 times the reserve it enters. Trade less at once."""


class ReservesTooLow(SwapRefused):
    """The pool holds too little to pay, or the input is too small to be paid anything for."""


class PriceLimitExceeded(SwapRefused):
    """The price is already at or beyond the limit. Set a limit on the other side of it."""


class InsufficientLiquidity(SwapRefused):
    """The curve asks for more than the reserve holds."""
