"""The backend over diffusers: with the package if it is here, and honest about it if it is not."""

import asyncio
import importlib.util
import json
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from prometheus_client import CollectorRegistry

from taonet.markets.image.diffusers import diffusers_backend, load_pipeline
from taonet.markets.image.png import decode_png
from taonet.markets.image.protocol import ImageAnswer, ImageTask
from taonet.neuron.market import NeuronFailure
from taonet.neuron.worker import Abandoned, one_thread

TASK = ImageTask("any", "a cat", 3, 2, 64)


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diffusers", None)

    with pytest.raises(NeuronFailure, match="pip install diffusers"):
        load_pipeline("some/model", "cpu")


def draw(pipeline: Any, *, leave: bool = False) -> ImageAnswer:
    async def scene() -> ImageAnswer:
        with one_thread("model", most_waiting=99, unit="steps", metrics=CollectorRegistry()) as worker:
            drawing = asyncio.ensure_future(diffusers_backend(pipeline, "mine", 64, worker)(TASK))
            if leave:
                await asyncio.to_thread(pipeline.began.acquire)
                drawing.cancel()
            return await drawing

    return asyncio.run(scene())


class Pipeline:
    """A pipeline that takes steps as those of diffusers do, and draws one colour."""

    def __init__(self, *, wait: bool = False) -> None:
        self.calls: list[dict[str, Any]] = []
        self.steps = 0
        self.began, self.go_on = threading.Semaphore(0), threading.Semaphore(0 if wait else 99)

    def __call__(self, **given: Any) -> Any:
        self.calls.append(given)
        for index in range(given["num_inference_steps"]):
            self.began.release()
            self.go_on.acquire(timeout=0.2)
            given["callback_on_step_end"](self, index, 0, {})
            self.steps += 1
        return SimpleNamespace(images=[Image.new("RGB", (given["width"], given["height"]), (1, 2, 3))])


@pytest.fixture
def torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the generator of chance, all that the backend itself asks of torch."""

    class Generator:
        def __init__(self, device: str) -> None:
            self.device = device

        def manual_seed(self, seed: int) -> tuple[str, int]:
            return self.device, seed

    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(Generator=Generator))


@pytest.mark.usefixtures("torch")
def test_a_pipeline_gets_the_task_and_its_picture_is_handed_in() -> None:
    pipeline = Pipeline()

    made = draw(pipeline)

    assert (decode_png(made.png, 64) == (1, 2, 3)).all()
    assert (made.model, made.states) == ("mine", b"")
    (call,) = pipeline.calls
    assert (call["prompt"], call["num_inference_steps"], call["generator"]) == ("a cat", 2, ("cpu", 3))


@pytest.mark.usefixtures("torch")
def test_a_pipeline_stops_at_its_next_step_when_nobody_waits() -> None:
    pipeline = Pipeline(wait=True)

    with pytest.raises((asyncio.CancelledError, Abandoned)):
        draw(pipeline, leave=True)

    assert pipeline.steps < 2


HERE = all(importlib.util.find_spec(name) for name in ("torch", "diffusers", "transformers"))


@pytest.mark.slow
@pytest.mark.skipif(not HERE, reason="diffusers, transformers and torch are not installed")
def test_a_real_pipeline_is_loaded_from_a_folder_and_draws(tmp_path: Path) -> None:
    diffusers, torch, transformers = (pytest.importorskip(name) for name in ("diffusers", "torch", "transformers"))
    torch.manual_seed(0)
    words = tmp_path / "words"
    words.mkdir()
    tokens = [
        "<|startoftext|>",
        "<|endoftext|>",
        *(f"{letter}{end}" for letter in "abcdefghijklmnopqrstuvwxyz" for end in ("", "</w>")),
    ]
    (words / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}))
    (words / "merges.txt").write_text("#version: 0.2\n")
    text = transformers.CLIPTextConfig(
        vocab_size=len(tokens), hidden_size=32, intermediate_size=37, num_attention_heads=4, num_hidden_layers=1,
        max_position_embeddings=77, bos_token_id=0, eos_token_id=1,
    )  # fmt: skip
    pipeline = diffusers.StableDiffusionPipeline(
        vae=diffusers.AutoencoderKL(block_out_channels=(32,), latent_channels=4, norm_num_groups=8),
        text_encoder=transformers.CLIPTextModel(text),
        tokenizer=transformers.CLIPTokenizer(str(words / "vocab.json"), str(words / "merges.txt"), model_max_length=77),
        unet=diffusers.UNet2DConditionModel(
            sample_size=64, block_out_channels=(32,), layers_per_block=1, cross_attention_dim=32, norm_num_groups=8,
            down_block_types=("CrossAttnDownBlock2D",), up_block_types=("CrossAttnUpBlock2D",), attention_head_dim=8,
        ),
        scheduler=diffusers.DDIMScheduler(),
        safety_checker=None, feature_extractor=None, requires_safety_checker=False,
    )  # fmt: skip
    pipeline.save_pretrained(tmp_path / "pipeline")

    made = [draw(load_pipeline(str(tmp_path / "pipeline"), "cpu")) for _ in range(2)]

    assert decode_png(made[0].png, 64).shape == (64, 64, 3)
    assert made[0].png == made[1].png


@pytest.mark.skipif(not HERE, reason="diffusers, transformers and torch are not installed")
def test_what_cannot_be_loaded_is_told(tmp_path: Path) -> None:
    with pytest.raises(NeuronFailure, match="cannot load"):
        load_pipeline(str(tmp_path), "cpu")
