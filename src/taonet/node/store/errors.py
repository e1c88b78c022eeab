"""What can go wrong with a store, one class a case, each with a text for the operator."""


class StoreError(Exception):
    """The store could not do what was asked; nothing was changed."""


class ForeignDirectory(StoreError):
    """The path holds files that are not a store's; nothing in it was touched."""


class BrokenStore(StoreError):
    """The directory is a store, but its data are damaged. Restore a copy or start anew."""


class StoreLocked(StoreError):
    """Another process has the store open."""


class StoreVersionMismatch(StoreError):
    """The store was written in a format this version does not read."""


class NotNextBlock(StoreError):
    """The block does not follow the head of the store."""


class UnknownBlock(StoreError):
    """The store has no block of that number."""


class StateDiscarded(StoreError):
    """The state at that block was pruned, or the block was rolled back during the read."""
