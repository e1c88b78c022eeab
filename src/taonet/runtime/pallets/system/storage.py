"""Storage of accounts and of the block being executed."""

from typing import Any

from taonet.frame.constant import Constant
from taonet.frame.hashers import TWOX_64_CONCAT
from taonet.frame.outer_storage import OuterValue
from taonet.frame.runtime import Runtime
from taonet.frame.storage import Map, OptionValue, Value, storage
from taonet.frame.version import RUNTIME_VERSION
from taonet.frame.weight import WEIGHT, Weight
from taonet.primitives.ids import Hash
from taonet.runtime.pallets.system.digest import DIGEST, Digest
from taonet.runtime.pallets.system.limits import (
    BLOCK_LENGTH,
    BLOCK_WEIGHTS,
    DB_WEIGHT,
    LENGTHS,
    LIMITS,
    RUNTIME_DB_WEIGHT,
    WEIGHT_BY_CLASS,
    PerDispatchClass,
)
from taonet.runtime.pallets.system.types import (
    ACCOUNT_INFO,
    CODE_UPGRADE_AUTHORIZATION,
    LAST_RUNTIME_UPGRADE_INFO,
    PHASE,
    AccountInfo,
    event_records,
)
from taonet.runtime.types import ACCOUNT_ID, H256
from taonet.scale import BOOL, BYTES, U16, U32, Late, tuple_of, vec

ZERO_HASH = Hash(bytes(32))
NO_WEIGHT = PerDispatchClass(Weight(0), Weight(0), Weight(0))


@storage("System")
class Storage:
    Account = Map(ACCOUNT_ID, ACCOUNT_INFO, default=AccountInfo(), doc="Nonce, references and funds of an account.")
    ExtrinsicCount = OptionValue(U32, doc="How many extrinsics the block has; set once the last one is applied.")
    InherentsApplied = Value(BOOL, default=False, doc="Whether the block's inherents are behind it.")
    BlockWeight = Value(WEIGHT_BY_CLASS, default=NO_WEIGHT, doc="Weight that the block has used so far, by class.")
    AllExtrinsicsLen = OptionValue(U32, doc="Bytes of the block's extrinsics so far.")
    BlockHash = Map(
        U32,
        H256,
        hasher=TWOX_64_CONCAT,
        default=ZERO_HASH,
        key_memo=64,  # each block has a key of its own
        doc="Hashes of the genesis block and of recent blocks.",
    )
    ExtrinsicData = Map(
        U32, BYTES, hasher=TWOX_64_CONCAT, default=b"", doc="The block's extrinsics, kept until its header is made."
    )
    Number = Value(U32, default=0, doc="The block that is or was executed last.")
    ParentHash = Value(H256, default=ZERO_HASH, doc="Hash of the block before it.")
    Digest = Value(DIGEST, default=Digest(), doc="The block's digest, without the seal.")
    Events = OuterValue(event_records, doc="What happened in the block. Do not read this inside a call.")
    EventCount = Value(U32, default=0, doc="How many events the block has.")
    EventTopics = Map(
        H256, vec(tuple_of(U32, U32)), default=[], doc="Where events of a topic are. No event here has topics."
    )
    LastRuntimeUpgrade = OptionValue(LAST_RUNTIME_UPGRADE_INFO, doc="The runtime that last wrote the state.")
    UpgradedToU32RefCount = Value(BOOL, default=False, doc="Whether reference counts are u32. They always are.")
    UpgradedToTripleRefCount = Value(
        BOOL, default=False, doc="Whether accounts have three kinds of references. They always do."
    )
    ExecutionPhase = OptionValue(PHASE, doc="Which part of the block is being executed.")
    AuthorizedUpgrade = OptionValue(CODE_UPGRADE_AUTHORIZATION, doc="The code that anybody may bring, by its hash.")
    ExtrinsicWeightReclaimed = Value(
        WEIGHT, default=Weight(0), doc="Weight given back to the block by the present extrinsic."
    )


def _version(runtime: Runtime) -> Any:
    return runtime.spec


class Constants:
    BlockWeights = Constant(BLOCK_WEIGHTS, LIMITS, "How much weight fits into a block, by class.")
    BlockLength = Constant(BLOCK_LENGTH, LENGTHS, "How many bytes of extrinsics fit into a block, by class.")
    BlockHashCount = Constant(
        U32, 2400, "How many block hashes are kept; a transaction's era cannot reach further back."
    )
    DbWeight = Constant(RUNTIME_DB_WEIGHT, DB_WEIGHT, "Weight of one database read and one write.")
    Version: Constant[Any] = Constant(RUNTIME_VERSION, Late(_version), "The version of this runtime.")
    SS58Prefix = Constant(U16, 42, "The number in front of addresses in text form.")
