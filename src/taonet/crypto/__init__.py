"""Hashes, addresses, signatures and keys, bit for bit as the chain has them."""
