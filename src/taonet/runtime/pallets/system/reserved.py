"""Names of upgrades that take several blocks and of removing accounts on demand, which no transaction does here."""

from __future__ import annotations

from typing import final

from taonet.frame.error import ModuleError


@final
class MultiBlockMigrationsOngoing(ModuleError, index=6):
    """An upgrade is still being carried out. Wait for its end."""


@final
class NonDefaultComposite(ModuleError, index=3):
    """The account still holds data of its own and cannot be removed."""


@final
class NonZeroRefCount(ModuleError, index=4):
    """The account is still referenced and cannot be removed."""
