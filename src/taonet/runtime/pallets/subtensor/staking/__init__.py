"""Stake: who holds how much of what on which hotkey."""
