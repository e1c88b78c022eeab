from taonet.neuron.signing import BoundedNonceStore


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_accepts_a_pair_once() -> None:
    store = BoundedNonceStore(_Clock(), retention=10)

    assert store.check_and_store("a", 1)
    assert not store.check_and_store("a", 1)
    assert store.check_and_store("b", 1)


def test_forgets_only_after_the_retention() -> None:
    clock = _Clock()
    store = BoundedNonceStore(clock, retention=10)
    store.check_and_store("a", 1)

    clock.now = 9.9
    assert not store.check_and_store("a", 1)
    clock.now = 10.0
    assert store.check_and_store("a", 1)


def test_a_full_caller_is_refused_and_keeps_what_it_has() -> None:
    clock = _Clock()
    store = BoundedNonceStore(clock, retention=10, per_caller=2)
    assert store.check_and_store("a", 1)
    assert store.check_and_store("a", 2)

    assert not store.check_and_store("a", 3)
    assert not store.check_and_store("a", 1)
    assert store.check_and_store("b", 3)


def test_many_callers_do_not_grow_it_beyond_its_limit() -> None:
    clock = _Clock()
    store = BoundedNonceStore(clock, retention=10, callers=2)
    assert store.check_and_store("a", 1)
    assert store.check_and_store("b", 1)
    assert not store.check_and_store("c", 1)

    clock.now = 11.0
    assert store.check_and_store("c", 1)
