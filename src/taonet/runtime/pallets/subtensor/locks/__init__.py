"""Alpha that stakers lock in favour of a hotkey, and the conviction it earns."""
