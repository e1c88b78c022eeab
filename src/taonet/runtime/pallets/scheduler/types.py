"""Tasks: calls that wait for their block."""

from __future__ import annotations

from typing import Annotated, final

import msgspec

from taonet.frame.origin import OriginCaller
from taonet.frame.runtime import Runtime
from taonet.runtime.origins import origin_field
from taonet.runtime.pallets.preimage.bounded import Bounded, bounded_call, bounded_field
from taonet.runtime.types import ACCOUNT_ID, BYTES_32
from taonet.scale import U8, U32, Codec, Typed, bounded_vec, option, struct, tuple_of, u8
from taonet.scale.fields import fields_of

MAX_SCHEDULED_PER_BLOCK = 50

TaskAddress = tuple[int, int]
"""Where a task is: its block, and its place in that block's agenda."""

Period = tuple[int, int]
"""Every how many blocks a task comes again, and how often."""

PAIR: Codec[tuple[int, int]] = tuple_of(U32, U32)

task_address = Annotated[TaskAddress, Typed(PAIR, "TaskAddress<BlockNumberFor<T>>")]
task_name = Annotated[bytes, Typed(BYTES_32, "TaskName")]
optional_name = Annotated[bytes | None, Typed(option(BYTES_32), "Option<TaskName>")]


@final
class Scheduled(msgspec.Struct, frozen=True):
    """A task. Where it has a name, only one task of that name waits. Of a block's tasks the lowest priority comes first."""

    maybe_id: Annotated[bytes | None, Typed(option(BYTES_32), "Option<Name>")]
    priority: Annotated[int, Typed(U8, "schedule::Priority")]
    call: Annotated[Bounded, bounded_field("Call")]
    maybe_periodic: Annotated[Period | None, Typed(option(PAIR), "Option<schedule::Period<BlockNumber>>")]
    origin: Annotated[OriginCaller, origin_field("PalletsOrigin")]


Agenda = list[Scheduled | None]
"""A block's tasks by place; a place may be empty."""


def agenda(runtime: Runtime) -> Codec[Agenda]:
    """Return the codec of an agenda in a runtime."""
    parameters = {
        "Name": BYTES_32,
        "Call": bounded_call(runtime),
        "BlockNumber": U32,
        "PalletsOrigin": runtime.origin_codec,
        "AccountId": ACCOUNT_ID,
    }
    fields = runtime.specs_of(fields_of(Scheduled))
    task = struct(Scheduled, "pallet_scheduler::Scheduled", fields, parameters=parameters)
    return bounded_vec(option(task), MAX_SCHEDULED_PER_BLOCK)


@final
class RetryConfig(msgspec.Struct, frozen=True):
    """How often a refused task is made again in all, how often still, and after how many blocks."""

    total_retries: u8
    remaining: u8
    period: Annotated[int, Typed(U32, "Period")]


RETRY_CONFIG = struct(RetryConfig, "pallet_scheduler::RetryConfig", parameters={"Period": U32})
