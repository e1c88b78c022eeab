"""Referenda: calls that all holders decide on, each by the rules of its track."""
