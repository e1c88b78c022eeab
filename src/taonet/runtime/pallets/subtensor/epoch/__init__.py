"""The epoch of a subnet: read from the state (`inputs`), computed (`yuma`, `null`), joined over mechanisms, stored."""
