"""Upgrades: what code may be set, from which block on it holds, and who may bring it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from taonet.crypto.hashing import blake2_256
from taonet.frame.call import RuntimeCall
from taonet.frame.error import BadOrigin, ModuleError
from taonet.frame.origin import NONE_ORIGIN, ROOT_ORIGIN, Signed
from taonet.frame.runtime import Runtime
from taonet.frame.state import State
from taonet.frame.validity import Invalid, TransactionInvalid, Unknown
from taonet.frame.weight import Pays
from taonet.primitives.arithmetic import U64_MAX
from taonet.primitives.ids import AccountId, Hash
from taonet.runtime import executive
from taonet.runtime.construct import RUNTIME
from taonet.runtime.pallets.system import calls, upgrades
from taonet.runtime.pallets.system.digest import RuntimeEnvironmentUpdated
from taonet.runtime.pallets.system.errors import (
    FailedToExtractRuntimeVersion,
    InvalidSpecName,
    NothingAuthorized,
    SpecVersionNeedsToIncrease,
    Unauthorized,
)
from taonet.runtime.pallets.system.events import CodeUpdated, RejectedInvalidAuthorizedUpgrade, UpgradeAuthorized
from taonet.runtime.pallets.system.limits import LIMITS
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.pallets.system.types import LastRuntimeUpgradeInfo
from taonet.runtime.pallets.system.well_known import CODE, HEAP_PAGES, UPGRADE, code_of
from taonet.runtime.rules import Rules
from taonet.runtime.transaction.extrinsic import encode
from taonet.sim import Chain, refused

WELL = code_of(RUNTIME)
NEXT = WELL.replace(b" 475.1 ", b" 476.1 ")
LATE = NEXT[:-1] + b" from block 9\n"


def authorise(s: State, code: bytes, *, check_version: bool = True) -> Hash:
    code_hash = Hash(blake2_256(code))
    allow = calls.authorize_upgrade if check_version else calls.authorize_upgrade_without_checks
    allow(s, ROOT_ORIGIN, code_hash)
    return code_hash


def bare(code: bytes) -> bytes:
    return encode(RUNTIME, None, RUNTIME.call("System", "apply_authorized_upgrade", code))


def test_code_of_a_later_version_is_set_at_once(s: State) -> None:
    info = calls.set_code(s, ROOT_ORIGIN, NEXT)

    assert s.get(CODE) == NEXT
    assert [event for _, event in s.events] == [CodeUpdated()]
    assert Storage.Digest.get(s).logs == [RuntimeEnvironmentUpdated()]
    assert info.actual_weight == LIMITS.max_block


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        (b"", FailedToExtractRuntimeVersion),
        (b"\0asm\x01\0\0\0", FailedToExtractRuntimeVersion),
        (NEXT[:-1], FailedToExtractRuntimeVersion),
        (NEXT + b"\n", FailedToExtractRuntimeVersion),
        (NEXT.replace(b"476", b"99999999999"), FailedToExtractRuntimeVersion),
        (NEXT.replace(b"476", b"4294967296"), FailedToExtractRuntimeVersion),
        (LATE.replace(b"block 9", b"block 4294967296"), FailedToExtractRuntimeVersion),
        (LATE.replace(b"block 9", b"block -9"), FailedToExtractRuntimeVersion),
        (NEXT.replace(b"node-subtensor", b"other"), InvalidSpecName),
        (WELL, SpecVersionNeedsToIncrease),
        (NEXT.replace(b"476", b"474"), SpecVersionNeedsToIncrease),
    ],
)
def test_code_that_is_no_later_version_of_these_rules_is_refused(
    s: State, code: bytes, refusal: type[ModuleError]
) -> None:
    with refused(s, refusal):
        calls.set_code(s, ROOT_ORIGIN, code)


def test_without_checks_any_rules_follow_but_no_nonsense(s: State) -> None:
    for code in (NEXT.replace(b"476", b"1"), NEXT.replace(b"node-subtensor", b"other"), WELL):
        calls.set_code_without_checks(s, ROOT_ORIGIN, code)
        assert s.get(CODE) == code
    with refused(s, FailedToExtractRuntimeVersion):
        calls.set_code_without_checks(s, ROOT_ORIGIN, b"anything")


@pytest.mark.parametrize("origin", [Signed(Chain.alice), NONE_ORIGIN])
def test_only_root_sets_and_authorises(s: State, origin: Signed) -> None:
    for make in (
        lambda: calls.set_code(s, origin, NEXT),
        lambda: calls.set_code_without_checks(s, origin, NEXT),
        lambda: calls.authorize_upgrade(s, origin, Hash(bytes(32))),
        lambda: calls.authorize_upgrade_without_checks(s, origin, Hash(bytes(32))),
        lambda: calls.set_heap_pages(s, origin, 64),
    ):
        with refused(s, BadOrigin):
            make()


def test_heap_pages_are_noted(s: State) -> None:
    calls.set_heap_pages(s, ROOT_ORIGIN, 64)

    assert s.get(HEAP_PAGES) == bytes((64, 0, 0, 0, 0, 0, 0, 0))
    assert Storage.Digest.get(s).logs == [RuntimeEnvironmentUpdated()]


def test_code_that_names_a_block_waits_until_then() -> None:
    after = Runtime(replace(RUNTIME.spec, spec_version=476), RUNTIME.pallets, RUNTIME.apis, RUNTIME.extrinsics)
    code = code_of(after)
    chain = Chain.localnet(keep_root=False, rules=Rules(standard=(RUNTIME, after), votes=()))
    chain.s.put(UPGRADE, upgrades.COMING.encode(upgrades.Coming(5, code)))

    chain.blocks(3)
    assert (chain.s.get(CODE), upgrades.coming(chain.s)) == (WELL, upgrades.Coming(5, code))
    last = chain.block()

    assert (chain.s.get(CODE), chain.s.runtime) == (code, after)
    assert upgrades.coming(chain.s) is None
    assert RuntimeEnvironmentUpdated() in last.header.digest.logs
    assert CodeUpdated() in [record.event for record in Storage.Events.get(chain.s)]


def test_what_is_agreed_later_takes_the_place_of_what_was_to_come(s: State) -> None:
    calls.set_code(s, ROOT_ORIGIN, LATE)
    assert (s.get(CODE), upgrades.coming(s)) == (WELL, upgrades.Coming(9, NEXT))

    later = LATE.replace(b"476", b"477")
    calls.set_code(s, ROOT_ORIGIN, later)
    assert upgrades.coming(s) == upgrades.Coming(9, NEXT.replace(b"476", b"477"))

    calls.set_code(s, ROOT_ORIGIN, NEXT)
    assert (s.get(CODE), upgrades.coming(s)) == (NEXT, None)


def test_a_block_that_is_past_is_the_next_one(s: State) -> None:
    calls.set_code(s, ROOT_ORIGIN, LATE.replace(b"block 9", b"block 1"))

    assert (s.get(CODE), upgrades.coming(s)) == (NEXT, None)


def test_nonsense_under_the_key_of_what_is_to_come_is_nothing(s: State) -> None:
    s.put(UPGRADE, b"\xff")

    upgrades.go_over_when_due(s, upgrades.BlockNumber(9))

    assert s.get(CODE) == WELL


def test_anybody_brings_authorised_code(s: State, alice: AccountId) -> None:
    code_hash = authorise(s, NEXT)
    assert [event for _, event in s.events] == [UpgradeAuthorized(code_hash, check_version=True)]

    info = calls.apply_authorized_upgrade(s, Signed(alice), NEXT)

    assert s.get(CODE) == NEXT
    assert Storage.AuthorizedUpgrade.get(s) is None
    assert info == calls.PostInfo(LIMITS.max_block, Pays.No)
    with refused(s, NothingAuthorized):
        calls.apply_authorized_upgrade(s, Signed(alice), NEXT)


def test_code_of_another_hash_is_not_authorised(s: State) -> None:
    authorise(s, NEXT)

    with refused(s, Unauthorized):
        calls.apply_authorized_upgrade(s, NONE_ORIGIN, LATE)


def test_an_authorised_wrong_version_is_refused_for_good_and_costs_nothing(s: State) -> None:
    for code, refusal in (
        (WELL, SpecVersionNeedsToIncrease()),
        (NEXT.replace(b"node-subtensor", b"other"), InvalidSpecName()),
        (b"nonsense", FailedToExtractRuntimeVersion()),
    ):
        code_hash = authorise(s, code)
        info = calls.apply_authorized_upgrade(s, NONE_ORIGIN, code)

        assert s.events[-1][1] == RejectedInvalidAuthorizedUpgrade(code_hash, s.runtime.refusal(refusal))
        assert info.pays is Pays.No
        assert Storage.AuthorizedUpgrade.get(s) is None
    assert s.get(CODE) == WELL


def test_without_checks_an_authorised_earlier_version_follows(s: State) -> None:
    authorise(s, WELL, check_version=False)
    calls.apply_authorized_upgrade(s, NONE_ORIGIN, WELL)

    assert s.events[-1][1] == CodeUpdated()


def test_the_pool_takes_authorised_code_without_a_signature() -> None:
    chain = Chain.localnet(keep_root=False)
    with pytest.raises(TransactionInvalid) as caught:
        chain.validate(bare(NEXT))
    assert caught.value.reason is Invalid.Call
    code_hash = authorise(chain.s, NEXT)

    chain.block()
    valid = chain.validate(bare(NEXT))

    assert (valid.priority, valid.provides, valid.longevity) == (U64_MAX, (code_hash,), U64_MAX)
    with pytest.raises(TransactionInvalid, match="not expected"):
        chain.validate(bare(LATE))
    with pytest.raises(TransactionInvalid) as caught:
        chain.validate(encode(RUNTIME, None, RuntimeCall(calls.remark, (b"",))))
    assert caught.value.reason is Unknown.NoUnsignedValidator


def test_a_block_takes_authorised_code_without_a_signature_once() -> None:
    chain = Chain.localnet(keep_root=False)
    authorise(chain.s, LATE)
    chain.block()
    chain.open()

    executive.apply_extrinsic(chain.s, bare(LATE))
    with pytest.raises(TransactionInvalid, match="not expected"):
        executive.apply_extrinsic(chain.s, bare(LATE))

    assert upgrades.coming(chain.s) == upgrades.Coming(9, NEXT)


def test_the_first_block_under_new_rules_notes_them_and_migrates_once(s: State) -> None:
    def migrate(state: State) -> upgrades.Weight:
        state.put(b"migrated", (state.get(b"migrated") or b"") + b"!")
        return upgrades.Weight(7)

    spec = replace(RUNTIME.spec, spec_version=476)
    later = Runtime(spec, RUNTIME.pallets, RUNTIME.apis, RUNTIME.extrinsics, migrations=(migrate,))
    assert upgrades.begin_under_new_rules(s) == upgrades.ZERO
    s.runtime = later

    assert upgrades.begin_under_new_rules(s) == upgrades.Weight(7)
    assert upgrades.begin_under_new_rules(s) == upgrades.ZERO
    assert s.get(b"migrated") == b"!"
    assert Storage.LastRuntimeUpgrade.get(s) == LastRuntimeUpgradeInfo(476, "node-subtensor")
    assert later.with_bare_newtypes().migrations == later.migrations
