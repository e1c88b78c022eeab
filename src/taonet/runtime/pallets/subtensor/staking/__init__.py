"""Staking: stakes, the calls that change them, and their limits."""
