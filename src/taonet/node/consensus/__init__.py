"""Consensus engines, and the port through which they drive the chain."""
