"""Governance seen from outside: tracks, referenda and votes of any chain that has OpenGov's pallets, over JSON-RPC.

It reads what metadata describes and imports no rules but the curves, which are upstream's.
"""
