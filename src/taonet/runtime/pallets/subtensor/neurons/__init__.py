"""Seats on subnets."""
