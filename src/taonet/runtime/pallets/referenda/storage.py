"""Storage of referenda: what is voted on, what waits, and when each is looked at again."""

from __future__ import annotations

from typing import final

from taonet.frame.constant import Constant
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.outer_storage import OuterOptionMap
from taonet.frame.storage import Map, OptionMap, Value, storage
from taonet.primitives.amounts import RAO_PER_TAO, Tao
from taonet.runtime.pallets.referenda.life import NEVER_EXTENDED, UNDECIDING_TIMEOUT, Extension
from taonet.runtime.pallets.referenda.tracks import TRACKS, TRACKS_TYPE
from taonet.runtime.pallets.referenda.types import DEPOSIT, info_codec
from taonet.runtime.types import H256, TAO
from taonet.scale import BOOL, U8, U16, U32, U64, Codec, bounded_vec, struct, tuple_of, vec

SUBMISSION_DEPOSIT = Tao(RAO_PER_TAO)
MAX_QUEUED = 100
ALARM_INTERVAL = 1
MOST_SHARES = 64
"""Shares that a decision deposit may come in: none is smaller than this part of it, but for the last one."""

EXTENSION: Codec[Extension] = struct(Extension, "taonet_referenda::Extension", {"until": U32, "times": U8})


@final
@storage("Referenda")
class Storage:
    """Items of this pallet in the state: upstream's first, then what this chain keeps besides."""

    ReferendumCount = Value(U32, default=0, doc="Number of referenda so far; the next one has it as its index.")
    ReferendumInfoFor = OuterOptionMap(U32, info_codec, doc="What a referendum is, ongoing or over.")
    TrackQueue = Map(
        U16,
        bounded_vec(tuple_of(U32, U64), MAX_QUEUED),
        hasher=TWOX_64_CONCAT,
        default=[],
        doc="Referenda of a track that wait to be decided on, with their votes for them; the next one is the last.",
    )
    DecidingCount = Map(
        U16, U32, hasher=TWOX_64_CONCAT, default=0, doc="How many referenda of a track are being decided on."
    )
    MetadataOf = OptionMap(U32, H256, doc="Hash of the preimage that tells what a referendum is about.")

    Alarms = Map(
        U32,
        vec(U32),
        hasher=TWOX_64_CONCAT,
        default=[],
        doc="Referenda that are looked at again in a block, in the order in which that was set.",
    )
    BaseOf = Map(U32, U64, default=0, doc="All that could vote when deciding on a referendum began.")
    SharesOf = Map(
        U32, bounded_vec(DEPOSIT, MOST_SHARES + 1), default=[], doc="Shares of a decision deposit that several place."
    )
    Held = Map(U32, BOOL, default=False, doc="Whether a referendum asks for the preimage of its call.")
    Extended = Map(
        U32, EXTENSION, default=NEVER_EXTENDED, doc="Until when a referendum that turned late is not rejected."
    )


@final
class Constants:
    """Rules that screens read."""

    SubmissionDeposit = Constant(TAO, SUBMISSION_DEPOSIT, "What submitting a referendum reserves, in rao.")
    MaxQueued = Constant(U32, MAX_QUEUED, "How many referenda of a track may wait in its queue.")
    UndecidingTimeout = Constant(
        U32, UNDECIDING_TIMEOUT, "Blocks after which a referendum that is not decided on and does not queue is over."
    )
    AlarmInterval = Constant(U32, ALARM_INTERVAL, "Alarms are set to blocks that this divides.")
    Tracks = Constant(TRACKS_TYPE, list(TRACKS), "The rules of every track, by number.")
