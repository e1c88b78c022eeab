"""Metadata as text that can be compared line by line: what changes on the wire shows up in a diff."""
