"""Coldkeys, hotkeys and what they may do."""
