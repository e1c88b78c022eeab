"""Events of the utility pallet. Errors and results are in wire form."""

from taonet.frame.error import dispatch_error, dispatch_result
from taonet.frame.event import Event, event
from taonet.scale import u32


@event(index=0)
class BatchInterrupted(Event, frozen=True):
    """A batch stopped at this call, counted from 0, for this reason. What came before stays."""

    index: u32
    error: dispatch_error


@event(index=1)
class BatchCompleted(Event, frozen=True):
    """All calls of a batch were made."""


@event(index=2)
class BatchCompletedWithErrors(Event, frozen=True):
    """A batch went to its end, but some of its calls were refused."""


@event(index=3)
class ItemCompleted(Event, frozen=True):
    """A call of a batch was made."""


@event(index=4)
class ItemFailed(Event, frozen=True):
    """A call of a batch was refused; the batch goes on."""

    error: dispatch_error


@event(index=5)
class DispatchedAs(Event, frozen=True):
    """A call was made from another origin, with this result."""

    result: dispatch_result


@event(index=6)
class IfElseMainSuccess(Event, frozen=True):
    """The main call was made; the other was not needed."""


@event(index=7)
class IfElseFallbackCalled(Event, frozen=True):
    """The main call was refused for this reason, and the other was made."""

    main_error: dispatch_error
