"""The pure state transition."""
