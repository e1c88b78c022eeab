"""Waiting for an answer only as long as somebody wants it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

ResultT = TypeVar("ResultT")

GRACE: Final = 1.0
"""Seconds that cancelled work gets to end; what goes on then is left to itself."""


class NobodyWaits(Exception):
    """Who asked is gone."""


class TookTooLong(Exception):
    """The time for an answer is over."""


async def while_wanted(work: Coroutine[Any, Any, ResultT], gone: Coroutine[Any, Any, None], seconds: float) -> ResultT:
    """Return what the work gives; cancel it, and raise, when `gone` ends or the time is over before it.

    A `TimeoutError` of the work itself passes through as it is.
    """
    working, leaving = asyncio.create_task(work), asyncio.create_task(gone)
    try:
        await asyncio.wait((working, leaving), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise NobodyWaits if leaving.done() else TookTooLong
    finally:
        working.cancel()
        leaving.cancel()
        ended, _ = await asyncio.wait((working, leaving), timeout=GRACE)
        for task in ended:
            _ = task.cancelled() or task.exception()  # seen, so that it is not reported as lost
