"""The node: everything that touches the outside."""
