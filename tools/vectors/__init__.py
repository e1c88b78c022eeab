"""Checks the runtime's arithmetic against recorded numbers of the chain."""
