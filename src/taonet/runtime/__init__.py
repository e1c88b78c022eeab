"""The pure state transition function."""
