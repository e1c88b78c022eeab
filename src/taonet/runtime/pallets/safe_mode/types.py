"""Why safe mode ends."""

from enum import IntEnum

from taonet.scale import unit_enum


class ExitReason(IntEnum):
    """Why safe mode ended."""

    Timeout = 0
    Force = 1


EXIT_REASON = unit_enum(ExitReason, "pallet_safe_mode::pallet::ExitReason")
