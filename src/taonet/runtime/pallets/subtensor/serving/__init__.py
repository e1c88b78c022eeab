"""Announcing where a neuron can be reached."""
