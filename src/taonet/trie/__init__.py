"""Substrate's state trie: root hashes, incremental updates and proofs. Pure; needs only hashing."""

from taonet.trie.encoding import EMPTY_ROOT
from taonet.trie.proof import InvalidProof, verify_proof
from taonet.trie.reference import ordered_root, reference_root
from taonet.trie.state import Trie

__all__ = [
    "EMPTY_ROOT",
    "InvalidProof",
    "Trie",
    "ordered_root",
    "reference_root",
    "verify_proof",
]
