"""Neurons of subnets by uid: added, replaced, pruned."""
