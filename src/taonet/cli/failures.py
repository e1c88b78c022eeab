"""Finds in a task group's failure what a command tells its user; all else is a bug and keeps its traceback."""

from __future__ import annotations

import asyncio
from typing import cast


def reason_in(group: BaseExceptionGroup[BaseException], expected: tuple[type[BaseException], ...]) -> str:
    """Return the expected failures of a task group, in words.

    A group that holds any other error is raised as it is. A closed pipe (`taonet up | head`)
    is raised alone: nobody is left to be told, and typer ends such a command quietly.
    """
    _, bugs = group.split((*expected, BrokenPipeError, asyncio.CancelledError))
    if bugs is not None:
        raise group
    leaves = [error for error in _leaves(group) if not isinstance(error, asyncio.CancelledError)]
    for error in leaves:
        if isinstance(error, BrokenPipeError):
            raise error from None
    return "; ".join(str(error) for error in leaves) or "cancelled"


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    leaves: list[BaseException] = []
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            leaves += _leaves(cast("BaseExceptionGroup[BaseException]", error))
        else:
            leaves.append(error)
    return leaves
