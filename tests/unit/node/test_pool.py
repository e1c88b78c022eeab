"""The pool's order, its bounds and what it tells those who watch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taonet.crypto.hashing import blake2_256
from taonet.node.pool import Limits, Pool, PoolError, Waiting
from taonet.primitives.ids import AccountId

ALICE, BOB = AccountId(b"a" * 32), AccountId(b"b" * 32)


def tx(
    who: AccountId,
    nonce: int,
    *,
    priority: int = 1,
    size: int = 100,
    dies_at: int = 1 << 60,
    salt: int = 0,
    tags: tuple[bytes, ...] = (),
) -> Waiting:
    raw = who[:1] + nonce.to_bytes(4, "little") + salt.to_bytes(4, "little") + bytes(size)
    return Waiting(raw, blake2_256(raw), who, nonce, priority, dies_at, tags)


def pool_at(
    nonces: dict[AccountId, int] | None = None, limits: Limits | None = None
) -> tuple[Pool, dict[AccountId, int]]:
    known = nonces if nonces is not None else {}
    return Pool(lambda who: known.get(who, 0), limits), known


def nonces_of(pool: Pool) -> list[tuple[AccountId, int]]:
    return [(one.who, one.nonce) for one in pool.ready()]


def test_gives_an_account_its_nonces_in_order_however_they_arrive() -> None:
    pool, _ = pool_at()
    for nonce in (2, 0, 1):
        pool.add(tx(ALICE, nonce))

    assert nonces_of(pool) == [(ALICE, 0), (ALICE, 1), (ALICE, 2)]
    assert pool.next_nonce(ALICE) == 3


def test_keeps_a_gap_waiting_and_says_so() -> None:
    pool, _ = pool_at()
    said: list[object] = []
    late = tx(ALICE, 1)
    late.listeners.append(said.append)

    pool.add(late)
    assert nonces_of(pool) == []
    assert pool.future_count == 1

    pool.add(tx(ALICE, 0))
    assert said == ["future", "ready"]
    assert pool.ready_count == 2


def test_puts_higher_priority_first() -> None:
    pool, _ = pool_at()
    pool.add(tx(ALICE, 0))
    pool.add(tx(BOB, 0, priority=10))

    assert nonces_of(pool) == [(BOB, 0), (ALICE, 0)]


def test_refuses_what_it_has_already() -> None:
    pool, _ = pool_at()
    pool.add(tx(ALICE, 0))

    with pytest.raises(PoolError) as refusal:
        pool.add(tx(ALICE, 0))
    assert refusal.value.code == 1013


def test_replaces_only_for_a_higher_priority_and_tells_the_loser() -> None:
    pool, _ = pool_at()
    first = tx(ALICE, 0)
    said: list[object] = []
    first.listeners.append(said.append)
    pool.add(first)

    with pytest.raises(PoolError) as refusal:
        pool.add(tx(ALICE, 0, salt=1))
    assert refusal.value.code == 1014

    winner = tx(ALICE, 0, priority=2, salt=1)
    pool.add(winner)
    assert said == ["ready", {"usurped": f"0x{winner.hash.hex()}"}]
    assert len(pool) == 1
    assert pool.ready_count == 1


@pytest.mark.parametrize("limits", [Limits(ready_count=1), Limits(ready_bytes=150)])
def test_refuses_more_than_it_may_hold(limits: Limits) -> None:
    pool, _ = pool_at(limits=limits)
    pool.add(tx(ALICE, 0))

    with pytest.raises(PoolError) as refusal:
        pool.add(tx(BOB, 0))
    assert refusal.value.code == 1016
    assert len(pool) == 1


def test_bounds_what_waits_for_a_smaller_nonce_apart() -> None:
    pool, _ = pool_at(limits=Limits(future_count=1))
    pool.add(tx(ALICE, 5))

    with pytest.raises(PoolError):
        pool.add(tx(ALICE, 6))
    pool.add(tx(BOB, 0))
    assert pool.ready_count == 1


def test_makes_followers_wait_again_when_one_is_found_invalid() -> None:
    pool, _ = pool_at()
    middle = tx(ALICE, 1)
    for one in (tx(ALICE, 0), middle, tx(ALICE, 2)):
        pool.add(one)

    pool.reject(middle.hash, now=5)

    assert nonces_of(pool) == [(ALICE, 0)]
    assert pool.next_nonce(ALICE) == 1
    with pytest.raises(PoolError) as refusal:
        pool.refuse_known(middle.hash)
    assert refusal.value.code == 1012


def test_forgets_what_a_block_included_and_what_it_made_stale() -> None:
    pool, nonces = pool_at()
    first, rival = tx(ALICE, 0), tx(ALICE, 1)
    pool.add(first)
    pool.add(rival)
    pool.add(tx(ALICE, 2))

    nonces[ALICE] = 2  # another transaction with nonce 1 was in the block
    pool.block_imported(1, [first.hash])

    assert nonces_of(pool) == [(ALICE, 2)]
    assert pool.next_nonce(ALICE) == 3


def test_lets_go_of_a_transaction_whose_era_ends() -> None:
    pool, _ = pool_at()
    mortal = tx(ALICE, 0, dies_at=10)
    said: list[object] = []
    mortal.listeners.append(said.append)
    pool.add(mortal)

    pool.block_imported(8, [])
    assert len(pool) == 1
    pool.block_imported(9, [])
    assert len(pool) == 0
    assert said[-1] == "invalid"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "include", "reject"]),
        st.sampled_from([ALICE, BOB]),
        st.integers(0, 6),
        st.integers(1, 3),
    ),
    max_size=60,
)


@given(STEPS)
def test_never_offers_a_gap_and_counts_right(steps: list[tuple[str, AccountId, int, int]]) -> None:
    pool, nonces = pool_at()
    for block, (kind, who, nonce, priority) in enumerate(steps):
        if kind == "add":
            try:
                pool.add(tx(who, nonce, priority=priority, salt=block))
            except PoolError:
                continue
        elif kind == "include":
            head = next(pool.ready(), None)
            if head is not None:
                nonces[head.who] = head.nonce + 1
                pool.block_imported(block, [head.hash])
        else:
            head = next(pool.ready(), None)
            if head is not None:
                pool.reject(head.hash, block)
        offered = nonces_of(pool)
        for account in (ALICE, BOB):
            mine = [number for owner, number in offered if owner == account]
            assert mine == list(range(mine[0], mine[0] + len(mine))) if mine else True
            if mine:
                assert mine[0] <= nonces.get(account, 0)
        assert pool.ready_count == len(offered)
        assert pool.ready_count + pool.future_count == len(pool) == len(pool.all())
        assert pool.size_in_bytes == sum(len(one.raw) for one in pool.all())


def test_keeps_one_holder_of_a_tag_until_it_is_in_a_block() -> None:
    pool, nonces = pool_at()
    first, second = tx(ALICE, 0, tags=(b"tag",)), tx(ALICE, 1, tags=(b"tag",))
    pool.add(first)
    pool.add(tx(ALICE, 0, tags=(b"tag",), priority=2, salt=1))

    with pytest.raises(PoolError) as refusal:
        pool.add(second)
    assert refusal.value.code == 1014

    pool.add(tx(ALICE, 1, tags=(b"another",)))
    nonces[ALICE] = 2
    pool.block_imported(1, [one.hash for one in pool.all()])
    pool.add(tx(ALICE, 2, tags=(b"tag", b"another")))
    assert nonces_of(pool) == [(ALICE, 2)]


def test_drops_what_becomes_ready_with_a_tag_that_is_taken() -> None:
    pool, _ = pool_at()
    late, said = tx(ALICE, 1, tags=(b"tag",)), list[object]()
    late.listeners.append(said.append)
    pool.add(late)
    pool.add(tx(ALICE, 2))
    pool.add(tx(ALICE, 0, tags=(b"tag",)))

    assert said == ["future", "invalid"]
    assert nonces_of(pool) == [(ALICE, 0)]
    assert (pool.ready_count, pool.future_count, pool.next_nonce(ALICE)) == (1, 1, 1)
