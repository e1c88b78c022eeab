"""Measurements that people can repeat: `make bench`. Numbers go here and into the docs, never into tests."""
