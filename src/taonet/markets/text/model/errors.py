"""What can be wrong with a model file; each refusal is a sentence for the user."""

from taonet.neuron.market import NeuronFailure


class ModelError(NeuronFailure):
    """A model cannot be loaded or used; the message says what to do."""


class BadModelFile(ModelError):
    """The file is not a GGUF model this engine can read, or it is damaged."""
