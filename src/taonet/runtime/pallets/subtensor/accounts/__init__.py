"""Coldkeys and hotkeys: ownership, takes, identities."""
