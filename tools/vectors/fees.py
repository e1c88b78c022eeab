"""The recorded fees of the chain's calls, computed again by this runtime.

`tests/vectors/chain/fees-467.tsv` has an example of every call and its fee for an extrinsic of 100 bytes without tip, on a
chain of 128 subnets. A call that the runtime does not declare is listed.
"""

from __future__ import annotations

from msgspec.structs import replace

from taonet.frame.state import DictBackend, State
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.subtensor.subnets.storage import Subnets
from taonet.runtime.pallets.transaction_payment import fees
from tools.recorded import CHAIN
from tools.vectors.runner import FamilyResult, Vector, run_family

FAMILY = "fees"
LENGTH = 100
NETWORKS = 128


def load() -> list[Vector]:
    """Return the recorded calls: name, SCALE bytes, fee in rao."""
    rows = [line.split() for line in (CHAIN / "fees-467.tsv").read_text().splitlines() if not line.startswith("#")]
    return [{"fn": name, "in": call, "out": int(fee)} for name, call, fee in rows]


def check(vector: Vector) -> int:
    """Return the fee of a call in rao."""
    s = State(DictBackend(), RUNTIME)
    Subnets.TotalNetworks.put(s, NETWORKS)
    call = RUNTIME.call_codec.decode(bytes.fromhex(vector["in"]))
    if ".".join(RUNTIME.name_of(call.call)) != vector["fn"]:
        raise LookupError(f"{vector['in']} is {call.call.name}")
    return fees.final_fee(fees.quote(s, call, LENGTH, call.declared(s)))


def run() -> FamilyResult:
    """Compare the fee of every declared call, and name the calls that are not declared."""
    vectors = load()
    declared = [vector for vector in vectors if tuple(vector["fn"].split(".")) in RUNTIME.calls]
    others = [vector["fn"] for vector in vectors if vector not in declared]
    return replace(run_family(FAMILY, declared, check), undeclared=others)
