"""Entering a subnet as a neuron."""
