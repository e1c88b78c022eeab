"""References and nonces of accounts."""

import pytest

from taonet.frame.error import ConsumerRemaining, NoProviders, RuntimeBug, TooManyConsumers
from taonet.frame.hooks import BrokenInvariant
from taonet.frame.state import State
from taonet.primitives.amounts import Tao
from taonet.primitives.ids import AccountId
from taonet.runtime.pallets.system import accounts
from taonet.runtime.pallets.system.events import KilledAccount, NewAccount
from taonet.runtime.pallets.system.invariants import stored_accounts_are_alive
from taonet.runtime.pallets.system.storage import Storage
from taonet.runtime.pallets.system.types import NEW_LOGIC, AccountData, AccountInfo
from taonet.sim import refused

NEW = AccountId(b"\x09" * 32)


def said(s: State) -> list[object]:
    return [event for _, event in s.events]


def test_an_absent_account_has_nothing_and_the_new_logic(s: State) -> None:
    assert Storage.Account.get(s, NEW) == AccountInfo()
    assert Storage.Account.default_bytes.hex() == "00" * 55 + "80"
    assert AccountInfo().data.flags == NEW_LOGIC


def test_the_first_provider_creates_and_the_last_one_kills(s: State) -> None:
    assert accounts.inc_providers(s, NEW)
    assert not accounts.inc_providers(s, NEW)
    assert said(s) == [NewAccount(NEW)]

    assert not accounts.dec_providers(s, NEW)
    assert accounts.dec_providers(s, NEW)

    assert said(s) == [NewAccount(NEW), KilledAccount(NEW)]
    assert not accounts.exists(s, NEW)


def test_the_last_provider_stays_while_something_needs_the_account(s: State) -> None:
    accounts.inc_providers(s, NEW)
    accounts.inc_consumers(s, NEW)

    assert not accounts.can_dec_provider(s, NEW)
    with refused(s, ConsumerRemaining):
        accounts.dec_providers(s, NEW)

    accounts.dec_consumers(s, NEW)
    assert accounts.can_dec_provider(s, NEW)


def test_a_consumer_needs_a_provider(s: State) -> None:
    with refused(s, NoProviders):
        accounts.inc_consumers(s, NEW)


def test_sixteen_consumers_are_enough(s: State) -> None:
    accounts.inc_providers(s, NEW)
    for _ in range(16):
        accounts.inc_consumers(s, NEW)

    with refused(s, TooManyConsumers):
        accounts.inc_consumers(s, NEW)
    accounts.inc_consumers_without_limit(s, NEW)
    assert Storage.Account.get(s, NEW).consumers == 17


def test_a_consumer_that_never_came_cannot_leave(s: State) -> None:
    with pytest.raises(RuntimeBug):
        accounts.dec_consumers(s, NEW)


def test_a_nonce_counts(s: State, alice: AccountId) -> None:
    accounts.inc_nonce(s, alice)
    accounts.inc_nonce(s, alice)

    assert accounts.nonce(s, alice) == 2


def test_the_invariant_sees_a_consumer_without_provider(s: State) -> None:
    stored_accounts_are_alive(s)
    Storage.Account.put(s, NEW, AccountInfo(consumers=1))

    with pytest.raises(BrokenInvariant, match="no provider"):
        stored_accounts_are_alive(s)


@pytest.mark.parametrize("stored", [AccountInfo(data=AccountData(free=Tao(5))), AccountInfo(nonce=1)])
def test_the_invariant_sees_funds_or_a_nonce_without_an_account(s: State, stored: AccountInfo) -> None:
    Storage.Account.put(s, NEW, stored)

    with pytest.raises(BrokenInvariant, match="nothing keeps it alive"):
        stored_accounts_are_alive(s)
