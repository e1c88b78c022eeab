"""A backend over Hugging Face diffusers: any text-to-image pipeline that it can load, on whatever torch runs on.

    pip install diffusers transformers accelerate torch

Neither is needed by anything else here. The model is not of the catalogue, so validators must run with `--check off`.
"""

import importlib
from typing import Any

from taonet.markets.image.backends import Draw, foreign_answer
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.neuron.market import NeuronFailure
from taonet.neuron.worker import Abandoned, Wanted, Worker


def load_pipeline(model: str, device: str) -> Any:
    """Load a pipeline from a folder, or from the hub's cache by its name; raise `NeuronFailure` with what to do."""
    try:
        diffusers = importlib.import_module("diffusers")
        importlib.import_module("torch")
    except ImportError as error:
        raise NeuronFailure(
            f"--diffusers needs packages that are not here ({error}): pip install diffusers transformers accelerate torch"
        ) from error
    try:
        pipeline = diffusers.AutoPipelineForText2Image.from_pretrained(model)
        pipeline.set_progress_bar_config(disable=True)
        return pipeline.to(device)
    except Exception as error:  # the library raises whatever its parts raise
        raise NeuronFailure(f"diffusers cannot load {model!r} on {device}: {type(error).__name__}: {error}") from error


def diffusers_backend(pipeline: Any, model: str, size: int, worker: Worker) -> Draw:
    """Return a backend that draws size x size pixels with a loaded pipeline, on the thread of `worker`."""
    torch = importlib.import_module("torch")

    async def run(task: ImageTask) -> ImageAnswer:
        def work(wanted: Wanted) -> ImageAnswer:
            def after_step(pipe: Any, index: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
                del pipe, index, time
                if not wanted():
                    raise Abandoned
                return values

            made = pipeline(
                prompt=task.prompt,
                num_inference_steps=task.steps,
                height=size,
                width=size,
                generator=torch.Generator("cpu").manual_seed(task.seed),
                callback_on_step_end=after_step,
            )
            return foreign_answer(task, model, made.images[0])

        return await worker.run(work, cost=task.steps)

    return run
