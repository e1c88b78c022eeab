"""The Bittensor network in Python."""
