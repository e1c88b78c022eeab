"""Consensus engines and the port they drive."""
