"""Proofs: complete ones convince, incomplete ones are refused, and none can lie."""

import pytest

from taonet.crypto.hashing import blake2_256, twox_128
from taonet.trie import EMPTY_ROOT, InvalidProof, Trie, verify_proof

ITEMS = {
    twox_128(pallet) + twox_128(item) + blake2_256(bytes((n,))): bytes(size)
    for pallet in (b"System", b"Balances")
    for item in (b"Account", b"Events")
    for n, size in enumerate((0, 1, 8, 31, 32, 33, 80, 500))
}
TRIE = Trie.build(ITEMS.items())
ROOT = TRIE.root()
ABSENT = [b"", b"\x00", next(iter(ITEMS))[:-1], next(iter(ITEMS)) + b"\x00", bytes(48)]


def test_proves_every_value() -> None:
    for key, value in ITEMS.items():
        assert verify_proof(ROOT, TRIE.proof([key], ITEMS.get), key) == value


@pytest.mark.parametrize("key", ABSENT)
def test_proves_that_a_key_is_absent(key: bytes) -> None:
    assert verify_proof(ROOT, TRIE.proof([key], ITEMS.get), key) is None


def test_one_proof_serves_many_keys_and_holds_no_node_twice() -> None:
    proof = TRIE.proof(ITEMS, ITEMS.get)

    assert len(set(proof)) == len(proof)
    assert proof == sorted(proof)
    assert {key: verify_proof(ROOT, proof, key) for key in ITEMS} == ITEMS


def test_a_long_value_is_a_node_of_its_own() -> None:
    key = next(key for key, value in ITEMS.items() if len(value) == 80)

    assert bytes(80) in TRIE.proof([key], ITEMS.get)


def test_without_any_one_node_the_proof_decides_nothing() -> None:
    key = next(key for key, value in ITEMS.items() if len(value) == 500)
    proof = TRIE.proof([key], ITEMS.get)

    assert len(proof) >= 4
    for missing in proof:
        with pytest.raises(InvalidProof, match="lacks the node"):
            verify_proof(ROOT, [node for node in proof if node != missing], key)


def test_an_altered_node_is_as_good_as_missing() -> None:
    key = next(iter(ITEMS))
    proof = TRIE.proof([key], ITEMS.get)

    for index, node in enumerate(proof):
        altered = node[:-1] + bytes((node[-1] ^ 1,))
        with pytest.raises(InvalidProof):
            verify_proof(ROOT, [*proof[:index], altered, *proof[index + 1 :]], key)


def test_the_empty_trie_needs_no_proof() -> None:
    assert Trie().proof([b"a"], ITEMS.get) == []
    assert verify_proof(EMPTY_ROOT, [], b"a") is None


@pytest.mark.parametrize(
    "node",
    ["", "05", "42", "4212", "42120c", "43111204aa", "7fff", "8002", "80020014", "8002000400"],
)
def test_a_node_that_is_not_one_is_refused(node: str) -> None:
    raw = bytes.fromhex(node)
    key = b"\x12" if node[:2] != "80" else b"\x10"

    with pytest.raises(InvalidProof):
        verify_proof(blake2_256(raw), [raw], key)
    assert ROOT not in (blake2_256(raw), EMPTY_ROOT)


def test_a_wrong_value_handed_to_the_prover_is_noticed() -> None:
    key = next(key for key, value in ITEMS.items() if len(value) == 80)

    with pytest.raises(ValueError, match="not the one in the trie"):
        TRIE.proof([key], lambda _: b"wrong")
