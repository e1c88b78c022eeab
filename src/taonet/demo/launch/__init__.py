"""What the story of a fair launch runs: the network, keys that own nothing, and the neurons that they start."""
