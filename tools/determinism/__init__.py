"""A lint of our own: replicas must agree, so the rules may not depend on anything but the block and the state."""
