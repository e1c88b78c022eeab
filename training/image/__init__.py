"""How the image market's weights are made: pictures with captions, and the training of models that ship in the wheel."""
